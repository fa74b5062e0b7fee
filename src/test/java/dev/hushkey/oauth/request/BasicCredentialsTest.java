package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.secret.SecretText;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BasicCredentialsTest {

  /** Two digits behind it make a percent sign the beginning of an escape. */
  private static Stream<String> secretsWithEachCharacter() {
    return IntStream.rangeClosed(' ' + 1, 0x17f)
        .filter(each -> !Character.isISOControl(each))
        .mapToObj(each -> "a" + Character.toString(each) + "41");
  }

  /** What the page promises to survive does so, however a client sends it, and nothing else. */
  @ParameterizedTest
  @MethodSource("secretsWithEachCharacter")
  void survives_whatArrivesTheSame_rawAndEncoded_inEitherCharset(String secret) {
    boolean arrives =
        List.of(
                sent(secret, StandardCharsets.UTF_8),
                sent(secret, StandardCharsets.ISO_8859_1),
                sent(URLEncoder.encode(secret, StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .stream()
            .allMatch(secret::equals);
    assertThat(BasicCredentials.survives(SecretText.of(secret))).isEqualTo(arrives);
  }

  private static String sent(String secret, Charset charset) {
    String pair = "id:" + secret;
    String header = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(charset));
    return ClientAuthentication.parseBasic(header).secret().reveal();
  }

  @Test
  void colonInTheId_doesNotSurvive() {
    assertThat(BasicCredentials.survives("urn:client")).isFalse();
    assertThat(BasicCredentials.survives("client")).isTrue();
  }

  @Test
  void assistant_withASecretThatDoesNotSurvive_isWarnedOf() {
    assertThat(BasicCredentials.mayBeSentWrongly(TestAssistants.alexa())).isTrue();
  }
}
