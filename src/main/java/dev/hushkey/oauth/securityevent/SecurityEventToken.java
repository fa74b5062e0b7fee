package dev.hushkey.oauth.securityevent;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.EndOfLinkSettings.TokenIdentifier;
import dev.hushkey.errand.Errand;
import dev.hushkey.oauth.keys.SigningKey;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A security event token, <a href="https://www.rfc-editor.org/rfc/rfc8417">RFC 8417</a>, that says
 * that a refresh token is revoked: in the form of <a
 * href="https://developers.google.com/identity/account-linking/unlinking">Google's account
 * linking</a>, where the members that name the token stand in the event itself, and not in a {@code
 * subject} as in the <a href="https://openid.net/specs/oauth-event-types-1_0.html">OAuth event
 * types</a>.
 */
final class SecurityEventToken {

  /** §2.3: keeps it from passing as another kind of token. */
  private static final String TYPE = "secevent+jwt";

  private static final String REVOKED =
      "https://schemas.openid.net/secevent/oauth/event-type/token-revoked";

  private SecurityEventToken() {}

  /**
   * Signs one. It has no {@code exp}, since what has happened does not expire; and the same {@code
   * jti} whenever it is sent, so that a receiver knows it again.
   *
   * @param tokenHash the double SHA-512 of the refresh token
   */
  static SecretText of(
      Issuer issuer,
      Assistant.SecurityEvents events,
      Errand errand,
      byte[] tokenHash,
      Instant now,
      SigningKey key) {
    JsonObject event =
        new JsonObject()
            .put("subject_type", "oauth_token")
            .put("token_type", "refresh_token")
            .put("token_identifier_alg", events.identifier().algorithm())
            .put("token", identifier(events.identifier(), tokenHash));
    JsonObject claims =
        new JsonObject()
            .put("iss", issuer.toString())
            .put("aud", events.audience())
            .put("iat", now.getEpochSecond())
            .put("jti", errand.id() + "." + HexFormat.of().formatHex(tokenHash, 0, 4))
            .put("toe", errand.notedAt().getEpochSecond())
            .put("events", new JsonObject().put(REVOKED, event));
    return SecretText.of(sign(claims.encode(), key));
  }

  private static String identifier(TokenIdentifier form, byte[] tokenHash) {
    return switch (form) {
      case HASH_SHA512_DOUBLE -> HexFormat.of().formatHex(tokenHash);
      case HASH_BASE64_SHA512_SHA512 -> Base64.getEncoder().encodeToString(tokenHash);
    };
  }

  /** By hand: SmallRye JWT adds an {@code exp} to whatever it signs. */
  private static String sign(String claims, SigningKey key) {
    JsonWebSignature signed = new JsonWebSignature();
    signed.setPayload(claims);
    signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signed.setKeyIdHeaderValue(key.kid());
    signed.setHeader("typ", TYPE);
    signed.setKey(key.privateKey());
    try {
      return signed.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("a security event token cannot be signed", e);
    }
  }
}
