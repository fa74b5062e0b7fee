package dev.hushkey.upstream;

import dev.hushkey.assistant.UpstreamCredentials;
import dev.hushkey.secret.SecretText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A form to send, RFC 6749 appendix B. It holds secrets, so it does not print itself. */
final class Form {

  private final StringBuilder text = new StringBuilder();

  /** A form with a client's credentials in it, RFC 6749 §2.3.1. */
  static Form by(UpstreamCredentials client) {
    return new Form().with("client_id", client.id()).with("client_secret", client.secret());
  }

  Form with(String name, String value) {
    if (!text.isEmpty()) {
      text.append('&');
    }
    text.append(encoded(name)).append('=').append(encoded(value));
    return this;
  }

  Form with(String name, SecretText value) {
    return with(name, value.reveal());
  }

  /** In {@code application/x-www-form-urlencoded}. */
  String encoded() {
    return text.toString();
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Form[" + text.length() + " characters]";
  }
}
