package dev.hushkey.testing;

import dev.hushkey.stack.KeycloakServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.testing.PlainBrowser.Page;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Element;

/**
 * Logs a person in at the realm that plays Login with Amazon and gets a code for our client there:
 * the code that Alexa puts into an AcceptGrant directive.
 */
public final class AmazonLogin {

  private static final String CLIENT_ID = "hushkey-lwa";

  private final LocalStack stack;

  /** Logs in at the Keycloak of this stack. */
  public AmazonLogin(LocalStack stack) {
    this.stack = stack;
  }

  /** Logs in at the Keycloak of the running tests. */
  public static AmazonLogin onThisStack() {
    return new AmazonLogin(LocalStack.current());
  }

  /** A fresh code of {@code alice-amazon} or {@code bob-amazon}, good for one exchange. */
  public String code(String user) {
    PlainBrowser browser = new PlainBrowser(redirectUri());
    Page page = browser.open(authorization());
    Element form = page.document().selectFirst("form#kc-form-login");
    if (form == null) {
      throw new AssertionError("not a log-in form, " + page.status() + ": " + page.body());
    }
    String password = stack.keycloak().password(user);
    Page end =
        browser.submit(
            page, form, List.of(Map.entry("username", user), Map.entry("password", password)));
    return Linking.query(end.requireStoppedAt(redirectUri())).get("code");
  }

  private URI authorization() {
    String query =
        PlainBrowser.encode(
            List.of(
                Map.entry("response_type", "code"),
                Map.entry("client_id", CLIENT_ID),
                Map.entry("redirect_uri", redirectUri()),
                Map.entry("scope", "openid"),
                Map.entry("state", UUID.randomUUID().toString())));
    return URI.create(
        stack.keycloak().realm(KeycloakServer.AMAZON_REALM)
            + "/protocol/openid-connect/auth?"
            + query);
  }

  private String redirectUri() {
    return stack.assistantAddress() + "/lwa/callback";
  }
}
