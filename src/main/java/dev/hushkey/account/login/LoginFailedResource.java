package dev.hushkey.account.login;

import dev.hushkey.account.page.FailurePages;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Where the browser ends up when a log-in at Keycloak did not lead back to our page. */
@Path("/oauth2")
public class LoginFailedResource {

  private final FailurePages failurePages;

  @Inject
  LoginFailedResource(FailurePages failurePages) {
    this.failurePages = failurePages;
  }

  /**
   * Says to start again. The error text in the address is not shown, since anybody could have
   * written it.
   */
  @GET
  @Path("login-failed")
  public Uni<Response> show() {
    Log.info("A log-in at Keycloak ended with an error");
    return failurePages.loginFailed();
  }

  /** The person logged in, but so late that the cookie with the page they wanted has expired. */
  @GET
  @Path("login")
  public Uni<Response> showNothingToReturnTo() {
    Log.info("A log-in at Keycloak finished too late to return to a page");
    return failurePages.loginFailed();
  }
}
