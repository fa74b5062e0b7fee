package dev.hushkey.caller;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** The form of a signed JWT, RFC 7515 §3.1, before anybody has verified it. */
final class SignedToken {

  /** More than Keycloak issues, and less than a request head may have. */
  private static final int MAX_LENGTH = 16 * 1024;

  /** Signatures by a pair of keys: what a realm may use. Never {@code none} or a shared secret. */
  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private SignedToken() {}

  static boolean hasForm(String token) {
    String[] parts = token.length() > MAX_LENGTH ? new String[0] : token.split("\\.", -1);
    return parts.length == 3
        && read(parts[0]).filter(SignedToken::namesAlgorithm).isPresent()
        && read(parts[1]).isPresent()
        && isSignature(parts[2]);
  }

  private static boolean namesAlgorithm(JsonObject header) {
    return header.getValue("alg") instanceof String algorithm && ALGORITHMS.contains(algorithm);
  }

  /** The id of the key that signed a token of this form: {@code kid}, RFC 7515 §4.1.4. */
  static Optional<String> keyId(String token) {
    return read(token.substring(0, token.indexOf('.')))
        .map(header -> header.getValue("kid"))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /** The JSON text of the claims of a token of this form. */
  static String payload(String token) {
    return text(token.split("\\.", -1)[1]);
  }

  private static String text(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  /** The members of a part; empty when it is not an object. */
  static Optional<JsonObject> read(String part) {
    try {
      return Optional.of(new JsonObject(text(part)));
    } catch (IllegalArgumentException | DecodeException notJson) {
      return Optional.empty();
    }
  }

  static boolean isSignature(String part) {
    try {
      return Base64.getUrlDecoder().decode(part).length > 0;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
