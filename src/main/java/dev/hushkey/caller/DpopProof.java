package dev.hushkey.caller;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.wire.Challenges;
import io.vertx.core.json.JsonObject;
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

  /** In the year 2242; PostgreSQL has no timestamp for any number. */
  private static final double LAST_SECOND = 0x2_0000_0000L;

  private static final int MAX_LENGTH = 4096;

  /** Reads a proof; empty when it is malformed. */
  static Optional<DpopProof> parse(String text) {
    String[] parts = text == null || text.length() > MAX_LENGTH ? null : text.split("\\.", -1);
    if (parts == null || parts.length != 3) {
      return Optional.empty();
    }
    return SignedToken.isSignature(parts[2])
        ? SignedToken.read(parts[0])
            .filter(DpopProof::hasForm)
            .flatMap(_ -> SignedToken.read(parts[1]))
            .flatMap(DpopProof::ofClaims)
        : Optional.empty();
  }

  private static boolean hasForm(JsonObject header) {
    return areTexts(header, "typ", "alg")
        && Challenges.DPOP_ALGORITHMS.contains(header.getString("alg"))
        && header.getValue("jwk") instanceof JsonObject jwk
        // RFC 9449 §4.3, 7
        && !jwk.containsKey("d")
        && jwk.fieldNames().stream().allMatch(name -> jwk.getValue(name) instanceof String);
  }

  private static Optional<DpopProof> ofClaims(JsonObject claims) {
    return areTexts(claims, "htm", "htu", "ath", "jti")
            && !claims.getString("jti").isEmpty()
            && claims.getValue("iat") instanceof Number issuedAt
            && issuedAt.doubleValue() >= 0
            && issuedAt.doubleValue() < LAST_SECOND
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
