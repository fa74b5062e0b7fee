package dev.hushkey.oauth;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.keys.SigningKeys;
import dev.hushkey.secret.SecretText;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Our access tokens in the form of <a href="https://www.rfc-editor.org/rfc/rfc9068">RFC 9068</a>,
 * written and read by SmallRye JWT.
 */
@Singleton
public class AccessTokens {

  /** §2.1: keeps ID tokens and other JWTs from passing as access tokens. */
  private static final String TYPE = "at+jwt";

  private static final String CLIENT_ID = "client_id";
  private static final String SCOPE = "scope";

  /** Ours have some 600 characters. What is longer is not ours, and is not looked at. */
  private static final int LONGEST = 2048;

  private final SigningKeys keys;
  private final Assistants assistants;
  private final Issuer issuer;

  @Inject
  public AccessTokens(SigningKeys keys, Assistants assistants, Issuer issuer) {
    this.keys = keys;
    this.assistants = assistants;
    this.issuer = issuer;
  }

  /** Something that signs, ready before a transaction begins, since keys may come from Vault. */
  @FunctionalInterface
  interface Signer {
    SecretText sign(AccessTokenClaims claims);
  }

  /** The signer with the current key. Fails as unavailable while no key can be had. */
  Uni<Signer> signer() {
    return keys.current().map(key -> claims -> sign(claims, key));
  }

  /** Signs a token with the current key. */
  public Uni<SecretText> issue(AccessTokenClaims claims) {
    return signer().map(signer -> signer.sign(claims));
  }

  private SecretText sign(AccessTokenClaims claims, SigningKeys.SigningKey key) {
    return SecretText.of(
        Jwt.claims()
            .issuer(issuer.toString())
            .subject(claims.user().value())
            .audience(issuer.toString())
            .issuedAt(claims.issuedAt())
            .expiresAt(claims.expiresAt())
            .claim("jti", claims.id().toString())
            .claim(CLIENT_ID, claims.assistant().clientId())
            .claim(SCOPE, claims.scope())
            .jws()
            .algorithm(SignatureAlgorithm.ES256)
            .keyId(key.kid())
            .header("typ", TYPE)
            .sign(key.privateKey()));
  }

  /**
   * Reads a token that somebody showed us.
   *
   * @return empty for whatever is not a token of ours that is in time; fails as unavailable while
   *     no key can be had, which says nothing about the token
   */
  public Uni<Optional<VerifiedAccessToken>> verify(SecretText token) {
    Optional<String> keyId = readKeyId(token.reveal());
    if (keyId.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return keys.verificationKey(keyId.get())
        .map(found -> found.flatMap(key -> verify(token.reveal(), key)));
  }

  /**
   * The key that the token names, if its header is one that we write. The header is not yet proven
   * to be ours here; it can only choose among our own keys, and the algorithm is not its to choose.
   */
  private static Optional<String> readKeyId(String token) {
    int dot = token.indexOf('.');
    if (token.length() > LONGEST || dot < 0) {
      return Optional.empty();
    }
    try {
      JsonObject header = new JsonObject(decode(token.substring(0, dot)));
      return TYPE.equals(header.getValue("typ")) && header.getValue("kid") instanceof String kid
          ? Optional.of(kid)
          : Optional.empty();
    } catch (IllegalArgumentException | DecodeException notJson) {
      return Optional.empty();
    }
  }

  private static String decode(String base64Url) {
    return new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8);
  }

  private Optional<VerifiedAccessToken> verify(String token, PublicKey key) {
    try {
      return toVerified(new DefaultJWTParser(expectations(key)).parse(token));
    } catch (ParseException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private JWTAuthContextInfo expectations(PublicKey key) {
    JWTAuthContextInfo expected = new JWTAuthContextInfo(key, issuer.toString());
    expected.setSignatureAlgorithm(Set.of(SignatureAlgorithm.ES256));
    expected.setExpectedAudience(Set.of(issuer.toString()));
    expected.setRequiredClaims(Set.of("sub", "jti", "exp", "iat", CLIENT_ID));
    return expected;
  }

  private Optional<VerifiedAccessToken> toVerified(JsonWebToken token) {
    Object clientId = token.getClaim(CLIENT_ID);
    return assistants
        .byClientId(String.valueOf(clientId))
        .map(Assistant::id)
        .map(
            assistant ->
                new VerifiedAccessToken(
                    AccessTokenId.from(token.getTokenID()),
                    assistant,
                    new UserId(token.getSubject())));
  }
}
