package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicJwkTest {

  /** The key of RFC 7515 appendix A.3. */
  private static final String JSON =
      """
      {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
       "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

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
    PublicJwk jwk = PublicJwk.of((ECPublicKey) EcKeys.generate().getPublic());

    assertThat(PublicJwk.parse(jwk.json())).isEqualTo(jwk);
  }

  @Test
  void coordinate_smallNumber_hasLeadingZeros() {
    assertThat(EcKeys.coordinate(BigInteger.ONE))
        .isEqualTo("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE");
  }

  @Test
  void coordinate_numberWithTheTopBitSet_hasNoSignByte() {
    assertThat(EcKeys.coordinate(BigInteger.TWO.pow(256).subtract(BigInteger.ONE)))
        .isEqualTo("__________________________________________8");
  }

  @Test
  void privateKey_exportedAndRead_signsForItsPublicHalf() throws Exception {
    KeyPair pair = EcKeys.generate();
    byte[] message = {1, 2, 3};

    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(EcKeys.privateKey(EcKeys.export(pair.getPrivate())));
    signer.update(message);
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(PublicJwk.of((ECPublicKey) pair.getPublic()).key());
    verifier.update(message);

    assertThat(verifier.verify(signer.sign())).isTrue();
  }
}
