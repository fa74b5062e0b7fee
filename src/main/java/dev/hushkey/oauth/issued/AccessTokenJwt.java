package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.cell.CellMark;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Writes and reads our access tokens, <a href="https://www.rfc-editor.org/rfc/rfc9068">RFC
 * 9068</a>, with SmallRye JWT and only with the key's own algorithm.
 */
@Singleton
class AccessTokenJwt {

  /** §2.1: keeps ID tokens and other JWTs from passing as access tokens. */
  private static final String TYPE = "at+jwt";

  private static final String CLIENT_ID = "client_id";

  /** Which cell has issued it; absent where there is only one installation. */
  private static final String CELL = "cell";

  /** Ours have about 600 characters. Longer ones cannot be ours and are not parsed. */
  private static final int MAX_LENGTH = 2048;

  private static final int MAX_PARSERS = 32;

  private final Assistants assistants;
  private final Issuer issuer;
  private final ThisCell cell;
  private final Map<PublicKey, DefaultJWTParser> parsers = new ConcurrentHashMap<>();

  @Inject
  AccessTokenJwt(Assistants assistants, Issuer issuer, ThisCell cell) {
    this.cell = cell;
    this.assistants = assistants;
    this.issuer = issuer;
  }

  /** A token with these claims. */
  SecretText sign(AccessTokenClaims claims, String kid, PrivateKey key) {
    JwtClaimsBuilder written =
        Jwt.claims()
            .issuer(issuer.toString())
            .subject(claims.user().value())
            .audience(issuer.toString())
            .issuedAt(claims.issuedAt())
            .expiresAt(claims.expiresAt())
            .claim("jti", claims.id().toString())
            .claim(CLIENT_ID, claims.assistant().client().id())
            .claim("scope", claims.scope());
    cell.name().ifPresent(own -> written.claim(CELL, own));
    return SecretText.of(
        written.jws().algorithm(algorithmOf(key)).keyId(kid).header("typ", TYPE).sign(key));
  }

  /**
   * The key that a token names, if its header is one that we write. The header is not verified yet:
   * it can only choose among our own keys, and never the algorithm.
   */
  Optional<String> findKeyId(SecretText token) {
    String text = token.reveal();
    int dot = text.indexOf('.');
    if (text.length() > MAX_LENGTH || dot < 0) {
      return Optional.empty();
    }
    try {
      JsonObject header = new JsonObject(decode(text.substring(0, dot)));
      return TYPE.equals(header.getValue("typ")) && header.getValue("kid") instanceof String kid
          ? Optional.of(kid)
          : Optional.empty();
    } catch (IllegalArgumentException | DecodeException notJson) {
      return Optional.empty();
    }
  }

  /** The cell that a token names. Nothing is verified. */
  Optional<String> findCell(SecretText token) {
    String[] parts = token.reveal().split("\\.", -1);
    if (token.reveal().length() > MAX_LENGTH || parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(new JsonObject(decode(parts[1])).getValue(CELL))
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .filter(CellMark::isName);
    } catch (IllegalArgumentException | DecodeException notJson) {
      return Optional.empty();
    }
  }

  private static String decode(String base64Url) {
    return new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8);
  }

  /** The claims of a token, if it is ours, for us, and not expired. */
  Optional<VerifiedAccessToken> verify(SecretText token, PublicKey key) {
    try {
      return toVerified(parser(key).parse(token.reveal()));
    } catch (ParseException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /**
   * The claims of a token, if it has not expired.
   *
   * @param token one that {@link #verify} found to be ours and for us
   */
  Optional<VerifiedAccessToken> read(SecretText token) {
    String text = token.reveal();
    int payload = text.indexOf('.') + 1;
    try {
      JwtClaims claims = JwtClaims.parse(decode(text.substring(payload, text.lastIndexOf('.'))));
      return NumericDate.now().isBefore(claims.getExpirationTime())
          ? toVerified(new DefaultJWTCallerPrincipal(claims))
          : Optional.empty();
    } catch (InvalidJwtException | MalformedClaimException verifiedBefore) {
      throw new IllegalStateException(verifiedBefore);
    }
  }

  /** Making one takes as long as most of what it does. Few keys verify at a time. */
  private DefaultJWTParser parser(PublicKey key) {
    if (parsers.size() > MAX_PARSERS) {
      parsers.clear();
    }
    return parsers.computeIfAbsent(key, of -> new DefaultJWTParser(expectations(of)));
  }

  /**
   * The key's algorithm, never the token's: an RSA public key verifies no ES256, and HS256 is never
   * accepted.
   */
  private static SignatureAlgorithm algorithmOf(Key key) {
    return key instanceof ECKey ? SignatureAlgorithm.ES256 : SignatureAlgorithm.RS256;
  }

  private JWTAuthContextInfo expectations(PublicKey key) {
    JWTAuthContextInfo expected = new JWTAuthContextInfo(key, issuer.toString());
    expected.setSignatureAlgorithm(Set.of(algorithmOf(key)));
    expected.setExpectedAudience(Set.of(issuer.toString()));
    expected.setRequiredClaims(Set.of("sub", "jti", "exp", "iat", CLIENT_ID));
    return expected;
  }

  /** Two cells have the same keys after one was divided: the token says which one it is of. */
  private Optional<VerifiedAccessToken> toVerified(JsonWebToken token) {
    if (token.<Object>getClaim(CELL) instanceof String named) {
      cell.require(named);
    }
    return assistants
        .byClientId(String.valueOf(token.<Object>getClaim(CLIENT_ID)))
        .map(Assistant::id)
        .map(
            assistant ->
                new VerifiedAccessToken(
                    AccessTokenId.from(token.getTokenID()),
                    assistant,
                    new UserId(token.getSubject())));
  }
}
