package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches Quarkus as a bearer token. */
class SignedTokenTest {

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String token(String header, String claims) {
    return encode(header) + "." + encode(claims) + ".c2ln";
  }

  @Test
  void signedToken_hasTheForm() {
    assertThat(SignedToken.hasForm(token("{\"alg\":\"RS256\"}", "{\"sub\":\"x\"}"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "e30.e30.",
        "e30.e30.c2ln",
        "!.!.!",
        " "
      })
  void textThatIsNoToken_hasNot(String text) {
    assertThat(SignedToken.hasForm(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"\"}",
        "{\"alg\":null}",
        "{\"alg\":5}",
        "{\"typ\":\"JWT\"}",
        "[]",
        "null",
        "\"RS256\"",
        "{"
      })
  void headerThatNamesNoSignature_isNone(String header) {
    assertThat(SignedToken.hasForm(token(header, "{}"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "5", "\"x\"", "", "{"})
  void claimsThatAreNoObject_areNone(String claims) {
    assertThat(SignedToken.hasForm(token("{\"alg\":\"RS256\"}", claims))).isFalse();
  }
}
