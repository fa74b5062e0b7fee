package dev.hushkey.account;

import dev.hushkey.oauth.AuthorizationRequest;
import dev.hushkey.oauth.Issuer;
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

/** The log-in behind the request at hand, OIDC tenant {@code login}. */
@RequestScoped
class LoggedIn {

  @Inject @IdToken JsonWebToken idToken;
  @Inject OidcSession session;
  @Inject OidcConfigurationMetadata provider;
  @Inject Issuer issuer;

  /** The person who logged in. */
  Person person() {
    return Person.of(idToken);
  }

  /** Where people log out at Keycloak. */
  String logOutAddress() {
    return provider.getEndSessionUri();
  }

  /**
   * Ends the log-in here, and tells where it ends at Keycloak too: <a
   * href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">RP-initiated logout</a>,
   * which leads back to the beginning of this request for somebody else to log in.
   */
  Uni<URI> end(AuthorizationRequest request) {
    String back = issuer.at(AuthorizeResource.PATH) + "?" + request.toQuery();
    URI atKeycloak =
        URI.create(
            logOutAddress()
                + "?id_token_hint="
                + encode(idToken.getRawToken())
                + "&post_logout_redirect_uri="
                + encode(back));
    return session.logout().replaceWith(atKeycloak);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
