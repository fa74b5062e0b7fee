package dev.hushkey.caller;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A proof of possession, <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449
 * §4.2</a>, as far as we read it ourselves. Quarkus checks whether it is genuine and for this
 * request, but assumes that it is well-formed.
 *
 * @param jti unique per key
 * @param issuedAt seconds since 1970
 */
record DpopProof(String jti, long issuedAt) {

  /** The header. */
  static final String HEADER = "DPoP";

  private static final int MAX_LENGTH = 4096;

  /** Reads a proof; empty when it is malformed. */
  static Optional<DpopProof> parse(String text) {
    String[] parts = text == null || text.length() > MAX_LENGTH ? null : text.split("\\.", -1);
    if (parts == null || parts.length != 3) {
      return Optional.empty();
    }
    try {
      return hasForm(decode(parts[0])) ? ofClaims(decode(parts[1])) : Optional.empty();
    } catch (IllegalArgumentException | DecodeException notJson) {
      return Optional.empty();
    }
  }

  private static JsonObject decode(String base64Url) {
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8));
  }

  private static boolean hasForm(JsonObject header) {
    return areTexts(header, "typ", "alg")
        && header.getValue("jwk") instanceof JsonObject jwk
        && jwk.fieldNames().stream().allMatch(name -> jwk.getValue(name) instanceof String);
  }

  private static Optional<DpopProof> ofClaims(JsonObject claims) {
    return areTexts(claims, "htm", "htu", "ath", "jti")
            && claims.getValue("iat") instanceof Number issuedAt
        ? Optional.of(new DpopProof(claims.getString("jti"), issuedAt.longValue()))
        : Optional.empty();
  }

  private static boolean areTexts(JsonObject object, String... names) {
    return Stream.of(names).allMatch(name -> object.getValue(name) instanceof String);
  }

  /** The same jti under another key is another proof. */
  TokenHash hash(String keyThumbprint) {
    return TokenHash.of(SecretText.of(keyThumbprint + " " + jti));
  }
}
