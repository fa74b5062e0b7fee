package dev.hushkey.oauth.issued;

import dev.hushkey.cell.ThisCell;
import dev.hushkey.oauth.keys.OffTheLoop;
import dev.hushkey.oauth.keys.SigningKey;
import dev.hushkey.oauth.keys.SigningKeys;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Tokens for another resource server, with which a caller acts on behalf of a user: <a
 * href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693 §4.1</a> in the form of RFC
 * 9068. We never accept one ourselves: the audience is not ours, and it has no row in the database.
 */
@Singleton
public class DelegatedTokens {

  private final SigningKeys keys;
  private final Issuer issuer;
  private final ThisCell cell;

  @Inject
  DelegatedTokens(SigningKeys keys, Issuer issuer, ThisCell cell) {
    this.cell = cell;
    this.keys = keys;
    this.issuer = issuer;
  }

  /** Signs a token. Fails as unavailable while no key can be had. */
  public Uni<SecretText> issue(DelegatedTokenClaims claims) {
    return keys.currentForExchange().chain(key -> OffTheLoop.compute(() -> sign(claims, key)));
  }

  private SecretText sign(DelegatedTokenClaims claims, SigningKey key) {
    JwtClaimsBuilder written =
        Jwt.claims()
            .issuer(issuer.toString())
            .subject(claims.user().value())
            .audience(claims.audience())
            .issuedAt(claims.validity().issuedAt())
            .expiresAt(claims.validity().expiresAt())
            .claim("jti", claims.id().toString())
            .claim("client_id", claims.assistant().client().id())
            .claim("act", Map.of("sub", claims.actor()))
            .claim("authorization_details", claims.details().toMembers());
    cell.name().ifPresent(own -> written.claim("cell", own));
    return SecretText.of(
        written
            .jws()
            .algorithm(SignatureAlgorithm.ES256)
            .keyId(key.kid())
            .header("typ", "at+jwt")
            .sign(key.privateKey()));
  }
}
