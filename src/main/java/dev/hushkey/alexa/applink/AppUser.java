package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The customer who uses the camera company's app, as authenticated by Keycloak. */
@RequestScoped
class AppUser {

  private static final String SERVICE_ACCOUNT = "service-account-";

  private final SecurityIdentity identity;

  @Inject
  AppUser(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * The person.
   *
   * @throws FailureException not allowed, when the token is a service's, was not issued to the app
   *     or has a subject that OpenID Connect does not allow
   */
  UserId require(AppToApp app) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)
        || !isOfPersonInApp(token, app.app().clientIds())) {
      throw new FailureException(new Failure.CallerNotAllowed());
    }
    try {
      return new UserId(token.getSubject());
    } catch (IllegalArgumentException notASubject) {
      throw new FailureException(new Failure.CallerNotAllowed(), notASubject);
    }
  }

  /**
   * {@code azp} says which client the token was issued to, {@code sid} that a person logged in for
   * it. A service's token has no person's session, and a name that Keycloak reserves.
   */
  static boolean isOfPersonInApp(JsonWebToken token, Set<String> appClients) {
    String client = token.getClaim("azp");
    return client != null
        && appClients.contains(client)
        && token.containsClaim("sid")
        && !token.getName().startsWith(SERVICE_ACCOUNT);
  }
}
