package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The public half of a signing key, <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4">RFC
 * 7517 §4</a>. Its {@code kid} is its thumbprint (RFC 7638), so the same key has the same name
 * everywhere.
 *
 * @param required the members that make the key, by name
 */
record PublicJwk(
    String kid, SigningAlgorithm algorithm, PublicKey key, SortedMap<String, String> required) {

  static PublicJwk of(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec ->
          ofEc(
              EcKeys.coordinate(ec.getW().getAffineX()), EcKeys.coordinate(ec.getW().getAffineY()));
      case RSAPublicKey rsa ->
          ofRsa(RsaKeys.number(rsa.getModulus()), RsaKeys.number(rsa.getPublicExponent()));
      default -> throw new IllegalArgumentException("neither EC nor RSA: " + key.getAlgorithm());
    };
  }

  static PublicJwk parse(String json) {
    JsonObject jwk = new JsonObject(json);
    return switch (jwk.getString("kty")) {
      case "EC" -> ofEc(jwk.getString("x"), jwk.getString("y"));
      case "RSA" -> ofRsa(jwk.getString("n"), jwk.getString("e"));
      default -> throw new IllegalStateException("a stored public key is neither EC nor RSA");
    };
  }

  private static PublicJwk ofEc(String x, String y) {
    Map<String, String> required = Map.of("kty", "EC", "crv", EcKeys.CURVE, "x", x, "y", y);
    return of(SigningAlgorithm.ES256, EcKeys.publicKey(x, y), required);
  }

  private static PublicJwk ofRsa(String n, String e) {
    return of(
        SigningAlgorithm.RS256, RsaKeys.publicKey(n, e), Map.of("kty", "RSA", "n", n, "e", e));
  }

  private static PublicJwk of(
      SigningAlgorithm algorithm, PublicKey key, Map<String, String> required) {
    SortedMap<String, String> sorted = new TreeMap<>(required);
    return new PublicJwk(thumbprint(sorted), algorithm, key, sorted);
  }

  /**
   * <a href="https://www.rfc-editor.org/rfc/rfc7638#section-3">RFC 7638 §3</a>: members by name.
   */
  private static String thumbprint(SortedMap<String, String> required) {
    String canonical = new JsonObject(new LinkedHashMap<>(required)).encode();
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** As the JWKS document shows it. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kid", kid);
    members.putAll(required);
    members.put("alg", algorithm.name());
    members.put("use", "sig");
    return members;
  }

  String json() {
    return new JsonObject(members()).encode();
  }
}
