package dev.hushkey.testing;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** The key of a caller that uses DPoP, RFC 9449, and the proofs that it makes. */
public final class DpopKey {

  private final PublicJsonWebKey key;

  /** A new key. */
  public DpopKey() {
    try {
      key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An access token of Keycloak that is bound to this key. */
  public String boundToken(String client) {
    LocalStack stack = TestStack.current();
    String endpoint = stack.keycloak().tokenEndpoint("hushkey");
    return RestAssured.given()
        .header("DPoP", proof("POST", endpoint).sign())
        .formParam("grant_type", "client_credentials")
        .formParam("client_id", client)
        .formParam("client_secret", stack.keycloak().clientSecret(client))
        .post(endpoint)
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  /** A good proof for one request; a test may spoil it before it is signed. */
  public Proof proof(String method, String address) {
    Proof proof = new Proof();
    proof.claims.setStringClaim("htm", method);
    proof.claims.setStringClaim("htu", address);
    proof.claims.setJwtId(UUID.randomUUID().toString());
    return proof.issuedAt(Instant.now());
  }

  /** A proof that is being made. */
  public final class Proof {

    /** What it says. */
    public final JwtClaims claims = new JwtClaims();

    private String type = "dpop+jwt";

    /** Binds it to a token, §4.2 {@code ath}. */
    public Proof with(String accessToken) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256")
                .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
        claims.setStringClaim("ath", Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        return this;
      } catch (GeneralSecurityException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }

    /** When it was made. */
    public Proof issuedAt(Instant instant) {
      claims.setIssuedAt(NumericDate.fromSeconds(instant.getEpochSecond()));
      return this;
    }

    /** As another kind of JWT. */
    public Proof ofType(String other) {
      type = other;
      return this;
    }

    /** The header's value. */
    public String sign() {
      try {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setHeader("typ", type);
        signature.setJwkHeader(
            (PublicJsonWebKey)
                JsonWebKey.Factory.newJwk(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
        return signature.getCompactSerialization();
      } catch (JoseException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
