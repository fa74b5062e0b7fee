package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches Quarkus as a proof, which takes its form for granted. */
class DpopProofTest {

  private static final String HEADER =
      "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"}}";
  private static final String CLAIMS =
      "{\"htm\":\"PUT\",\"htu\":\"https://a.test/\",\"ath\":\"x\",\"jti\":\"1\",\"iat\":17}";

  @Test
  void proof_ofTheRightForm_isRead() {
    assertThat(DpopProof.parse(proof(HEADER, CLAIMS))).contains(new DpopProof("1", 17));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.b.c", "e30.e30.x.y", "!.!.!"})
  void text_thatIsNoJwt_isNone(String text) {
    assertThat(DpopProof.parse(text)).isEmpty();
  }

  @Test
  void proof_thatIsAbsentOrEndless_isNone() {
    assertThat(DpopProof.parse(null)).isEmpty();
    assertThat(DpopProof.parse(proof(HEADER, CLAIMS) + "x".repeat(5000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"typ", "alg", "jwk", "htm", "htu", "ath", "jti", "iat"})
  void proof_withoutAMember_orWithOneOfAnotherType_isNone(String member) {
    String renamed = "\"" + member + "\":";
    assertThat(
            DpopProof.parse(
                proof(
                    HEADER.replace(renamed, "\"other\":"), CLAIMS.replace(renamed, "\"other\":"))))
        .isEmpty();
    assertThat(
            DpopProof.parse(
                proof(
                    HEADER.replace(renamed, renamed + "[],\"other\":"),
                    CLAIMS.replace(renamed, renamed + "[],\"other\":"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES384", "PS256", "es256", ""})
  void proof_byAnAlgorithmThatTheMetadataDoNotList_isNone(String algorithm) {
    assertThat(DpopProof.parse(proof(HEADER.replace("ES256", algorithm), CLAIMS))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e30", "1000000000000000000000000000000", "-1", "9223372036854775808"})
  void proof_ofAnInstantThatNoClockShows_isNone(String instant) {
    assertThat(DpopProof.parse(proof(HEADER, CLAIMS.replace("17", instant)))).isEmpty();
  }

  @Test
  void proof_withoutASignatureOrAnId_orWithAPrivateKey_isNone() {
    String good = proof(HEADER, CLAIMS);
    assertThat(DpopProof.parse(good.substring(0, good.lastIndexOf('.') + 1))).isEmpty();
    assertThat(DpopProof.parse(proof(HEADER, CLAIMS.replace("\"1\"", "\"\"")))).isEmpty();
    assertThat(DpopProof.parse(proof(HEADER.replace("\"kty\"", "\"d\":\"x\",\"kty\""), CLAIMS)))
        .isEmpty();
  }

  @Test
  void key_withAMemberThatIsNoText_isNone() {
    assertThat(DpopProof.parse(proof(HEADER.replace("\"EC\"", "1"), CLAIMS))).isEmpty();
  }

  @Test
  void sameId_ofAnotherKey_isAnotherProof() {
    DpopProof proof = new DpopProof("1", 17);
    assertThat(proof.hash("a")).isEqualTo(proof.hash("a")).isNotEqualTo(proof.hash("b"));
  }

  private static String proof(String header, String claims) {
    return encode(header) + "." + encode(claims) + ".c2ln";
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
