package dev.hushkey.account;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Where Quarkus sends a browser whose log-in at Keycloak ended with an error. */
@Path("/oauth2/login-failed")
public class LoginFailedResource {

  private final FailurePages failurePages;

  @Inject
  LoginFailedResource(FailurePages failurePages) {
    this.failurePages = failurePages;
  }

  /** Says to start again. What Keycloak wrote into the address is not repeated: anybody could. */
  @GET
  public Uni<Response> show() {
    Log.info("A log-in at Keycloak ended with an error");
    return failurePages.loginFailed();
  }
}
