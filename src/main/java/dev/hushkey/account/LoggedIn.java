package dev.hushkey.account;

import io.quarkus.oidc.IdToken;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The log-in behind the request at hand, OIDC tenant {@code login}. */
@RequestScoped
class LoggedIn {

  @Inject @IdToken JsonWebToken idToken;

  /** The person who logged in. */
  Person person() {
    return Person.of(idToken);
  }
}
