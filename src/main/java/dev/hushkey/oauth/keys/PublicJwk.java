package dev.hushkey.oauth.keys;

import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The public half of a signing key, <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4">RFC
 * 7517 §4</a>. Its {@code kid} is its thumbprint (RFC 7638), so the same key has the same name
 * everywhere.
 */
record PublicJwk(String kid, PublicKey key, String x, String y) {

  static PublicJwk of(ECPublicKey key) {
    return of(
        EcKeys.coordinate(key.getW().getAffineX()), EcKeys.coordinate(key.getW().getAffineY()));
  }

  static PublicJwk parse(String json) {
    JsonObject jwk = new JsonObject(json);
    return of(jwk.getString("x"), jwk.getString("y"));
  }

  private static PublicJwk of(String x, String y) {
    return new PublicJwk(EcKeys.thumbprint(x, y), EcKeys.publicKey(x, y), x, y);
  }

  /** As the JWKS document shows it. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kid", kid);
    members.put("kty", "EC");
    members.put("crv", EcKeys.CURVE);
    members.put("x", x);
    members.put("y", y);
    members.put("alg", EcKeys.ALGORITHM);
    members.put("use", "sig");
    return members;
  }

  String json() {
    return new JsonObject(members()).encode();
  }
}
