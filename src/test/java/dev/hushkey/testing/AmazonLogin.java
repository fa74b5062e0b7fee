package dev.hushkey.testing;

import dev.hushkey.testing.PlainBrowser.Page;
import dev.hushkey.testing.stack.KeycloakServer;
import dev.hushkey.testing.stack.LocalStack;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * Obtains the code that Alexa puts into an AcceptGrant directive, from the realm that plays Login
 * with Amazon. Amazon makes it without the user seeing anything; here the user logs in.
 */
public final class AmazonLogin {

  private static final String CLIENT_ID = "hushkey-lwa";

  private final LocalStack stack;

  /** Obtains codes at this stack. */
  public AmazonLogin(LocalStack stack) {
    this.stack = stack;
  }

  /** Obtains codes at the stack of the running tests. */
  public static AmazonLogin onThisStack() {
    return new AmazonLogin(LocalStack.current());
  }

  /** A fresh code for one of {@code alice-amazon} and {@code bob-amazon}; good for one exchange. */
  public String code(String user) {
    String redirectUri = stack.assistantAddress() + "/lwa/callback";
    PlainBrowser browser = new PlainBrowser(stack.assistantAddress() + "/");
    Page page = browser.open(authorization(redirectUri));
    Element form = page.document().selectFirst("form#kc-form-login");
    if (form == null) {
      throw new AssertionError("not Amazon's log-in form: " + page.document().text());
    }
    Page end =
        browser.submit(
            page,
            form,
            List.of(
                Map.entry("username", user),
                Map.entry("password", stack.keycloak().password(user))));
    return Linking.query(end.requireStoppedAt(redirectUri)).get("code");
  }

  private URI authorization(String redirectUri) {
    String query =
        PlainBrowser.encode(
            List.of(
                Map.entry("response_type", "code"),
                Map.entry("client_id", CLIENT_ID),
                Map.entry("redirect_uri", redirectUri),
                Map.entry("scope", "openid"),
                Map.entry("state", "alexa")));
    return URI.create(
        stack.keycloak().realm(KeycloakServer.AMAZON_REALM)
            + "/protocol/openid-connect/auth?"
            + query);
  }
}
