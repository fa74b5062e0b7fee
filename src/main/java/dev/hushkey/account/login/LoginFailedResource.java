package dev.hushkey.account.login;

import dev.hushkey.account.page.FailurePages;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Where a browser ends up whose log-in at Keycloak did not lead to a page of ours. */
@Path("/oauth2")
public class LoginFailedResource {

  private final FailurePages failurePages;

  @Inject
  LoginFailedResource(FailurePages failurePages) {
    this.failurePages = failurePages;
  }

  /** Says to start again. What Keycloak wrote into the address is not repeated: anybody could. */
  @GET
  @Path("login-failed")
  public Uni<Response> show() {
    Log.info("A log-in at Keycloak ended with an error");
    return failurePages.loginFailed();
  }

  /**
   * Somebody logged in, but after so long that the cookie is gone which knew the page they wanted.
   */
  @GET
  @Path("login")
  public Uni<Response> showNothingToReturnTo() {
    Log.info("A log-in at Keycloak finished too late to return to a page");
    return failurePages.loginFailed();
  }
}
