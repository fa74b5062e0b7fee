package dev.hushkey.oauth.issued;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenJwtTest {

  private static final String ISSUER = "https://link.example";
  private static final String KID = "key-1";
  private static final KeyPair KEYS = keys();

  private final AccessTokenJwt form =
      new AccessTokenJwt(TestAssistants.both(), new Issuer(ISSUER), new ThisCell(Optional.empty()));
  private final AccessTokenClaims claims = claims(Instant.now());

  @Test
  void token_ofOurs_tellsWhoAndForWhom() {
    SecretText token = form.sign(claims, KID, KEYS.getPrivate());

    assertThat(form.findKeyId(token)).contains(KID);
    assertThat(form.verify(token, KEYS.getPublic()))
        .contains(new VerifiedAccessToken(claims.id(), TestAssistants.alexa().id(), claims.user()));
  }

  @Test
  void token_ofOurs_hasTheClaimsOfTheRfcAndNoDevice() {
    String[] parts = form.sign(claims, KID, KEYS.getPrivate()).reveal().split("\\.");

    JsonObject header = json(parts[0]);
    assertThat(header.getMap())
        .containsOnly(Map.entry("typ", "at+jwt"), Map.entry("alg", "ES256"), Map.entry("kid", KID));
    JsonObject body = json(parts[1]);
    assertThat(body.fieldNames())
        .containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "jti", "client_id", "scope");
    assertThat(body.getString("iss")).isEqualTo(ISSUER);
    assertThat(body.getString("aud")).isEqualTo(ISSUER);
    assertThat(body.getString("client_id")).isEqualTo(TestAssistants.CLIENT_ID);
    assertThat(body.getLong("iat")).isEqualTo(claims.issuedAt().getEpochSecond());
    assertThat(body.getLong("exp")).isEqualTo(claims.expiresAt().getEpochSecond());
  }

  @Test
  void token_ofACell_namesIt_andAnotherCellWithTheSameKeysTurnsItAway() {
    AccessTokenJwt eu = formOf("eu");
    SecretText token = eu.sign(claims, KID, KEYS.getPrivate());

    assertThat(json(token.reveal().split("\\.")[1]).getString("cell")).isEqualTo("eu");
    assertThat(eu.findCell(token)).contains("eu");
    assertThat(eu.verify(token, KEYS.getPublic())).isPresent();
    assertThat(eu.read(token)).isPresent();
    for (AccessTokenJwt other : new AccessTokenJwt[] {formOf("na"), form}) {
      assertThatThrownBy(() -> other.verify(token, KEYS.getPublic()))
          .isInstanceOf(FailureException.class);
      assertThatThrownBy(() -> other.read(token)).isInstanceOf(FailureException.class);
    }
    assertThat(eu.verify(form.sign(claims, KID, KEYS.getPrivate()), KEYS.getPublic()))
        .as("issued before the cell had a name")
        .isPresent();
  }

  private static AccessTokenJwt formOf(String cell) {
    return new AccessTokenJwt(
        TestAssistants.both(), new Issuer(ISSUER), new ThisCell(Optional.of(cell)));
  }

  @Test
  void verify_keyOfSomeoneElse_isRefused() {
    assertRefused(form.sign(claims, KID, keys().getPrivate()).reveal());
  }

  @Test
  void verify_expired_isRefused() {
    Instant longAgo = Instant.now().minus(2, ChronoUnit.HOURS);
    assertRefused(form.sign(claims(longAgo), KID, KEYS.getPrivate()).reveal());
  }

  @Test
  void verify_otherIssuer_isRefused() {
    assertRefused(sign(good().issuer("https://other.example"), "at+jwt"));
  }

  @Test
  void verify_otherAudience_isRefused() {
    assertRefused(sign(good().audience("https://other.example"), "at+jwt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "jti", "client_id", "exp", "aud", "iss"})
  void verify_withoutClaim_isRefused(String claim) {
    JwtClaimsBuilder without = good();
    String token = sign(without, "at+jwt");
    JsonObject body = json(token.split("\\.")[1]);
    body.remove(claim);
    assertRefused(resign(token, body));
  }

  @Test
  void verify_clientThatIsNotConfigured_isRefused() {
    assertRefused(sign(good().claim("client_id", "nobody"), "at+jwt"));
  }

  @Test
  void verify_tokenIdThatIsNoUuid_isRefused() {
    assertRefused(sign(good().claim("jti", "x"), "at+jwt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+JWT ", "id+jwt", ""})
  void findKeyId_otherType_isRefused(String type) {
    assertThat(form.findKeyId(SecretText.of(sign(good(), type)))).isEmpty();
  }

  @Test
  void verify_algorithmNone_isRefused() {
    String body = sign(good(), "at+jwt").split("\\.")[1];
    assertRefused(
        encode("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}") + "." + body + ".");
  }

  @Test
  void verify_hmacWithThePublicKeyAsSecret_isRefused() {
    String forged =
        good()
            .jws()
            .algorithm(SignatureAlgorithm.HS256)
            .keyId(KID)
            .header("typ", "at+jwt")
            .sign(new SecretKeySpec(KEYS.getPublic().getEncoded(), "HmacSHA256"));
    assertRefused(forged);
  }

  @Test
  void verify_bodyChanged_isRefused() {
    String[] parts = form.sign(claims, KID, KEYS.getPrivate()).reveal().split("\\.");
    JsonObject body = json(parts[1]).put("sub", "bob");
    assertRefused(parts[0] + "." + encode(body.encode()) + "." + parts[2]);
  }

  @Test
  void verify_signatureCutOff_isRefused() {
    String token = form.sign(claims, KID, KEYS.getPrivate()).reveal();
    assertRefused(token.substring(0, token.lastIndexOf('.') + 1));
    assertRefused(token.substring(0, token.lastIndexOf('.')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".", "..", "a.b.c", "....", "not a token", "e30.e30.e30", "\u0000", "é.é.é"})
  void garbage_isRefused(String garbage) {
    assertThat(form.findKeyId(SecretText.of(garbage))).isEmpty();
    assertRefused(garbage);
  }

  @Test
  void endlessText_isNotLookedAt() {
    String endless = "x".repeat(1_000_000);
    assertThat(form.findKeyId(SecretText.of(endless))).isEmpty();
    assertThat(form.findKeyId(SecretText.of(sign(good(), "at+jwt") + "." + endless))).isEmpty();
  }

  @Test
  void header_thatIsJsonOfAnotherKind_isRefused() {
    for (String header : new String[] {"[]", "1", "null", "{\"typ\":1,\"kid\":{}}", "{"}) {
      assertThat(form.findKeyId(SecretText.of(encode(header) + ".x.y"))).isEmpty();
    }
  }

  private void assertRefused(String token) {
    assertThat(form.verify(SecretText.of(token), KEYS.getPublic())).isEqualTo(Optional.empty());
  }

  private static AccessTokenClaims claims(Instant issuedAt) {
    return new AccessTokenClaims(
        AccessTokenId.random(),
        TestAssistants.alexa(),
        new UserId("alice"),
        "devices",
        issuedAt,
        issuedAt.plus(1, ChronoUnit.HOURS));
  }

  /** All that a good token says, for a test to spoil. */
  private static JwtClaimsBuilder good() {
    return Jwt.claims()
        .issuer(ISSUER)
        .audience(ISSUER)
        .subject("alice")
        .claim("client_id", TestAssistants.CLIENT_ID)
        .claim("jti", AccessTokenId.random().toString())
        .expiresIn(600);
  }

  private static String sign(JwtClaimsBuilder claims, String type) {
    return claims
        .jws()
        .algorithm(SignatureAlgorithm.ES256)
        .keyId(KID)
        .header("typ", type)
        .sign(KEYS.getPrivate());
  }

  /** The same header over another body, signed properly. */
  private static String resign(String token, JsonObject body) {
    try {
      String signed = token.split("\\.")[0] + "." + encode(body.encode());
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(KEYS.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject json(String part) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
