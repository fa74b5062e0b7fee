package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.HashUtil;
import org.jose4j.lang.JoseException;

/**
 * The public half of a signing key, <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4">RFC
 * 7517 §4</a>. Its {@code kid} is its thumbprint (RFC 7638), so the same key has the same name
 * everywhere.
 *
 * @param members as the JWKS document shows them
 */
record PublicJwk(
    String kid, SigningAlgorithm algorithm, PublicKey key, Map<String, Object> members) {

  static PublicJwk of(PublicKey key) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
      SigningAlgorithm algorithm = algorithm(jwk);
      jwk.setKeyId(jwk.calculateBase64urlEncodedThumbprint(HashUtil.SHA_256));
      jwk.setAlgorithm(algorithm.name());
      jwk.setUse(Use.SIGNATURE);
      Map<String, Object> members = jwk.toParams(OutputControlLevel.PUBLIC_ONLY);
      return new PublicJwk(jwk.getKeyId(), algorithm, key, members);
    } catch (JoseException unknownKind) {
      throw new IllegalStateException("a public key is neither EC nor RSA", unknownKind);
    }
  }

  /** Reads only the key's own members from the stored text and ignores all others. */
  static PublicJwk parse(String json) {
    try {
      return of(PublicJsonWebKey.Factory.newPublicJwk(json).getPublicKey());
    } catch (JoseException malformed) {
      throw new IllegalStateException("a stored public key is none", malformed);
    }
  }

  private static SigningAlgorithm algorithm(PublicJsonWebKey jwk) {
    return switch (jwk) {
      case EllipticCurveJsonWebKey ec when ec.getCurveName().equals(EllipticCurves.P_256) ->
          SigningAlgorithm.ES256;
      case RsaJsonWebKey _ -> SigningAlgorithm.RS256;
      default -> throw new IllegalStateException("we sign with keys on P-256 and RSA keys only");
    };
  }

  String json() {
    return new JsonObject(members).encode();
  }
}
