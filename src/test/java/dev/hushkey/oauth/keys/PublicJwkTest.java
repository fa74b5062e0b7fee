package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.assistant.SigningAlgorithm;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicJwkTest {

  /** The key of RFC 7515 appendix A.3. */
  private static final String JSON =
      """
      {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
       "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

  /** RFC 7638 §3.1. */
  private static final String RSA =
      """
      {"kty":"RSA","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}""";

  @Test
  void kid_keyOfTheRfc_isItsThumbprint() {
    assertThat(PublicJwk.parse(JSON).kid())
        .isEqualTo("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
  }

  @Test
  void members_keyOfTheRfc_areWhatReadersNeedAndNotMore() {
    assertThat(PublicJwk.parse(JSON).members())
        .isEqualTo(
            Map.of(
                "kid", "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U",
                "kty", "EC",
                "crv", "P-256",
                "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                "alg", "ES256",
                "use", "sig"));
  }

  @Test
  void parse_whatWasWritten_isTheSameKey() {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      PublicJwk jwk = PublicJwk.of(PrivateKeys.generate(algorithm).getPublic());

      assertThat(PublicJwk.parse(jwk.json())).isEqualTo(jwk);
      assertThat(jwk.algorithm()).isEqualTo(algorithm);
    }
  }

  @Test
  void kid_rsaKeyOfTheRfc_isItsThumbprint() {
    assertThat(PublicJwk.parse(RSA).kid()).isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  /** RFC 7518 §6.2.1.2: all 32 bytes of a coordinate, 43 characters. One key in 256 is such. */
  @Test
  void members_ofAKeyWithASmallCoordinate_haveLeadingZeros() {
    PublicKey small;
    do {
      small = PrivateKeys.generate(SigningAlgorithm.ES256).getPublic();
    } while (((ECPublicKey) small).getW().getAffineX().bitLength() > 248);

    assertThat(PublicJwk.of(small).members().get("x").toString()).hasSize(43).startsWith("A");
  }

  @Test
  void parse_membersThatDoNotMakeTheKey_areDropped() {
    String more =
        JSON.replace("\"EC\"", "\"EC\",\"kid\":\"mine\",\"x5u\":\"https://evil.example\"");
    assertThat(PublicJwk.parse(more)).isEqualTo(PublicJwk.parse(JSON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AQ\",\"y\":\"AQ\"}"
      })
  void parse_whatIsNoKeyOfOurs_fails(String json) {
    assertThatThrownBy(() -> PublicJwk.parse(json)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"ES256, SHA256withECDSA", "RS256, SHA256withRSA"})
  void privateKey_exportedAndRead_signsForItsPublicHalf(SigningAlgorithm algorithm, String inJdk)
      throws Exception {
    KeyPair pair = PrivateKeys.generate(algorithm);
    byte[] message = {1, 2, 3};

    Signature signer = Signature.getInstance(inJdk);
    signer.initSign(PrivateKeys.read(PrivateKeys.export(pair.getPrivate()), algorithm));
    signer.update(message);
    Signature verifier = Signature.getInstance(inJdk);
    verifier.initVerify(PublicJwk.of(pair.getPublic()).key());
    verifier.update(message);

    assertThat(verifier.verify(signer.sign())).isTrue();
  }
}
