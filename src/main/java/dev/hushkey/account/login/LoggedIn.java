package dev.hushkey.account.login;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Person;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.wire.Issuer;
import io.quarkus.logging.Log;
import io.quarkus.oidc.IdToken;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The log-in of the current request, OIDC tenant {@code login}. */
@RequestScoped
public class LoggedIn {

  /** Where Keycloak sends the browser after a log-in. */
  static final String CALLBACK = "/account/login";

  @Inject @IdToken JsonWebToken idToken;
  @Inject OidcSession session;
  @Inject OidcConfigurationMetadata provider;
  @Inject Issuer issuer;
  @Inject PageLanguage language;
  @Inject LogOutProof logOut;

  /**
   * The person who logged in.
   *
   * @throws FailureException not allowed, when Keycloak vouches for a subject that OpenID Connect
   *     does not allow
   */
  public Person person() {
    try {
      return Person.of(idToken);
    } catch (IllegalArgumentException notASubject) {
      Log.warnf("Keycloak vouches for a subject that cannot be one: %s", notASubject.getMessage());
      throw new FailureException(new Failure.CallerNotAllowed(), notASubject);
    }
  }

  /** The ID token. */
  JsonWebToken token() {
    return idToken;
  }

  /** Where people log out at Keycloak. */
  public String logOutAddress() {
    return provider.getEndSessionUri();
  }

  /**
   * Ends the log-in here, and returns the address that ends it at Keycloak too: <a
   * href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">RP-initiated logout</a>,
   * which restarts this request so that another person can log in.
   */
  public Uni<URI> endAndRepeat(AuthorizationRequest request) {
    // Passed as state: Keycloak refuses a return address with OAuth parameters in its query.
    String state = request.toShortQuery() + "&" + language.toQuery();
    return session.logout().replaceWith(URI.create(endAtKeycloak() + "&state=" + encode(state)));
  }

  /** The same without a request to restart. */
  public Uni<URI> end() {
    return session
        .logout()
        .replaceWith(() -> URI.create(endAtKeycloak() + "&state=" + encode(logOut.proof())));
  }

  private String endAtKeycloak() {
    return logOutAddress()
        + "?id_token_hint="
        + encode(idToken.getRawToken())
        + "&post_logout_redirect_uri="
        + encode(issuer.at(AccountPaths.LOGGED_OUT))
        + "&"
        + language.toQuery();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
