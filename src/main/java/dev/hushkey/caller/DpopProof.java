package dev.hushkey.caller;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What we look at in a proof, <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449
 * §4.2</a>, once Quarkus has verified its signature, key, method, address and token.
 *
 * @param jti unique for the key
 * @param issuedAt seconds since 1970
 */
record DpopProof(String jti, long issuedAt) {

  private static final int LONGEST_JTI = 256;

  /**
   * Reads a proof.
   *
   * @throws AuthenticationFailedException when something is missing
   */
  static DpopProof read(String proof) {
    JsonObject claims = claims(proof);
    if (!(claims.getValue("jti") instanceof String jti)
        || jti.isEmpty()
        || jti.length() > LONGEST_JTI) {
      throw new AuthenticationFailedException("the DPoP proof needs a jti");
    }
    if (!(claims.getValue("iat") instanceof Number issuedAt)) {
      throw new AuthenticationFailedException("the DPoP proof needs an iat");
    }
    return new DpopProof(jti, issuedAt.longValue());
  }

  private static JsonObject claims(String proof) {
    try {
      String payload = proof.split("\\.", -1)[1];
      return new JsonObject(
          new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException | DecodeException notAJwt) {
      throw new AuthenticationFailedException("the DPoP proof is not a JWT");
    }
  }

  /** The same jti from another key is another proof. */
  TokenHash hash(String keyThumbprint) {
    return TokenHash.of(SecretText.of(keyThumbprint + " " + jti));
  }
}
