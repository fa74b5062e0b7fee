package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenEndpointReaderTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String TOKENS =
      """
      {"access_token":"Atza|access","token_type":"bearer","expires_in":3600,
       "refresh_token":"Atzr|refresh"}
      """;

  @Test
  void answer_withAllFields_isGranted() {
    UpstreamTokens tokens = granted(TOKENS);
    assertThat(tokens.access().secret().reveal()).isEqualTo("Atza|access");
    assertThat(tokens.access().expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(tokens.refresh().orElseThrow().secret().reveal()).isEqualTo("Atzr|refresh");
  }

  @Test
  void answer_withoutRefreshToken_keepsTheOld() {
    assertThat(granted("{\"access_token\":\"a\",\"token_type\":\"Bearer\"}").refresh()).isEmpty();
    assertThat(
            granted("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":null}")
                .refresh())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', PT5M", // not said
    "'\"expires_in\":null,', PT5M",
    "'\"expires_in\":0,', PT5M",
    "'\"expires_in\":-1,', PT5M",
    "'\"expires_in\":\"soon\",', PT5M",
    "'\"expires_in\":1e9,', PT24H",
    "'\"expires_in\":1e999999999,', PT24H",
    "'\"expires_in\":1e-999999999,', PT5M",
    "'\"expires_in\":3600.0,', PT1H",
    "'\"expires_in\":3600.9,', PT1H",
    "'\"expires_in\":0.9,', PT5M",
    "'\"expires_in\":3.6e3,', PT1H",
    "'\"expires_in\":36e+2,', PT1H",
    "'\"expires_in\":3600000E-3,', PT1H",
    "'\"expires_in\":\"3600\",', PT1H",
    "'\"expires_in\":\" 3600 \",', PT1H",
    "'\"expires_in\":\"3600.0\",', PT1H",
    "'\"expires_in\":\"3.6e3\",', PT1H",
    "'\"expires_in\":\"1e999\",', PT24H",
    "'\"expires_in\":\"NaN\",', PT5M",
    "'\"expires_in\":true,', PT5M",
    "'\"expires_in\":[3600],', PT5M",
    "'\"expires_in\":\"\",', PT5M",
    "'\"expires_in\":\"300\",', PT5M",
    "'\"expires_in\":60,', PT1M",
    "'\"expires_in\":86400,', PT24H",
    "'\"expires_in\":86401,', PT24H",
    "'\"expires_in\":999999999,', PT24H",
    "'\"expires_in\":99999999999999999999,', PT24H",
  })
  void life_isWhatTheAnswerSays_withinReason(String expiresIn, Duration life) {
    UpstreamTokens tokens =
        granted("{%s\"access_token\":\"a\",\"token_type\":\"bearer\"}".formatted(expiresIn));
    assertThat(tokens.access().expiresAt()).isEqualTo(NOW.plus(life));
  }

  static Stream<Arguments> classification() {
    return Stream.of(
        arguments(400, "{\"error\":\"invalid_grant\"}", "refused"),
        arguments(400, "{\"error\":\"invalid_grant\",\"error_description\":\"x\"}", "refused"),
        // The code decides, whatever the status, unless the server is busy or broken.
        arguments(401, "{\"error\":\"invalid_grant\"}", "refused"),
        arguments(403, "{\"error\":\"invalid_grant\"}", "refused"),
        arguments(200, "{\"error\":\"invalid_grant\"}", "refused"),
        arguments(200, "{\"error\":\"invalid_grant\",\"access_token\":null}", "refused"),
        arguments(200, "{\"error\":\"invalid_client\"}", "misconfigured for all"),
        arguments(200, "{\"error\":\"temporarily_unavailable\"}", "away"),
        arguments(400, "{\"error\":\"temporarily_unavailable\"}", "away"),
        arguments(400, "{\"error\":\"server_error\"}", "away"),
        arguments(401, "", "misconfigured for all"),
        arguments(401, "{\"error\":\"invalid_request\"}", "misconfigured"),
        arguments(500, "{\"error\":\"invalid_grant\"}", "away"),
        arguments(503, "{\"error\":\"invalid_grant\"}", "away"),
        arguments(429, "{\"error\":\"invalid_grant\"}", "away"),
        arguments(400, "invalid_grant", "misconfigured"),
        arguments(400, "{\"error\":\"INVALID_GRANT\"}", "misconfigured"),
        arguments(400, "{\"error\":[\"invalid_grant\"]}", "misconfigured"),
        arguments(400, "{\"error\":\"x\",\"error\":\"invalid_grant\"}", "misconfigured"),
        arguments(400, "{\"error\":\"invalid_client\"}", "misconfigured for all"),
        arguments(400, "{\"error\":\"invalid_request\"}", "misconfigured"),
        arguments(401, "{\"error\":\"invalid_client\"}", "misconfigured for all"),
        arguments(401, "{\"error\":\"unauthorized_client\"}", "misconfigured for all"),
        arguments(400, "{\"error\":\"unsupported_grant_type\"}", "misconfigured"),
        arguments(400, "", "misconfigured"),
        arguments(404, "<html>", "misconfigured"),
        arguments(302, "", "misconfigured"),
        arguments(408, "", "away"),
        arguments(429, "", "away"),
        arguments(500, "", "away"),
        arguments(502, "<html>", "away"),
        arguments(503, "", "away"),
        arguments(599, "", "away"),
        arguments(100, "", "away"),
        arguments(200, "", "away"),
        arguments(200, "<html>", "away"),
        arguments(200, "[]", "away"),
        arguments(200, "null", "away"),
        arguments(200, TOKENS.substring(0, 40), "away"),
        arguments(200, TOKENS + "x", "away"),
        arguments(200, "{\"access_token\":\"a\"}", "granted"),
        arguments(200, "{\"access_token\":\"a\",\"token_type\":null}", "granted"),
        arguments(200, "{\"access_token\":\"a\",\"token_type\":7}", "away"),
        arguments(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}", "away"),
        arguments(200, "{\"access_token\":\"\",\"token_type\":\"bearer\"}", "away"),
        arguments(200, "{\"access_token\":\" \",\"token_type\":\"bearer\"}", "away"),
        arguments(200, "{\"access_token\":7,\"token_type\":\"bearer\"}", "away"),
        arguments(200, "{\"access_token\":\"a\\nb\",\"token_type\":\"bearer\"}", "away"),
        arguments(200, "{\"access_token\":\"a\\u0000\",\"token_type\":\"bearer\"}", "away"),
        arguments(200, withAccess("x".repeat(8193)), "away"),
        arguments(200, withAccess("x".repeat(8192)), "granted"),
        arguments(200, withRefresh("\"\""), "granted"),
        arguments(200, withRefresh("null"), "granted"),
        arguments(200, withRefresh("7"), "away"),
        arguments(200, withRefresh("\" \""), "away"),
        // What we do not use may be as it likes; what we use must be there once.
        arguments(200, "{\"x\":1,\"x\":2,\"access_token\":\"a\"}", "granted"),
        arguments(200, "{\"access_token\":\"a\",\"error\":\"\"}", "granted"),
        arguments(200, "{\"access_token\":\"a\",\"error\":null}", "granted"),
        arguments(200, "{\"access_token\":\"a\",\"access_token\":\"b\"}", "away"),
        // A new refresh token is kept, although there is nothing to hand out.
        arguments(200, "{\"refresh_token\":\"r\"}", "half granted"),
        arguments(200, "{\"refresh_token\":\"r\",\"access_token\":\"\"}", "half granted"),
        arguments(
            200,
            "{\"refresh_token\":\"r\",\"access_token\":\"a\",\"token_type\":\"mac\"}",
            "half granted"),
        arguments(201, TOKENS, "granted"),
        arguments(200, TOKENS, "granted"));
  }

  private static String withAccess(String token) {
    return "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\"}";
  }

  private static String withRefresh(String value) {
    return "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"refresh_token\":" + value + "}";
  }

  @ParameterizedTest
  @MethodSource("classification")
  void answer_isClassified(int status, String body, String expected) {
    assertThat(name(read(status, body))).isEqualTo(expected);
  }

  @Test
  void emptyRefreshToken_isAbsent() {
    assertThat(granted(withRefresh("\"\"")).refresh()).isEmpty();
  }

  @Test
  void reading_neverRepeatsTheBody() {
    String marker = "Atza|marker";
    for (int status : new int[] {200, 302, 400, 401, 404, 429, 500}) {
      for (String body :
          new String[] {
            marker,
            "{\"error\":\"" + marker + "\"}",
            "{\"access_token\":\"" + marker + "\"}",
            withAccess(marker)
          }) {
        assertThat(read(status, body).toString()).doesNotContain(marker);
      }
    }
  }

  private static UpstreamTokens granted(String body) {
    return switch (read(200, body)) {
      case Reading.Answered(UpstreamAnswer.Granted(UpstreamTokens tokens)) -> tokens;
      case Reading other -> throw new AssertionError(other.toString());
    };
  }

  private static Reading read(int status, String body) {
    return TokenEndpointReader.read(
        new UpstreamHttp.Answer(status, Optional.empty(), Optional.empty(), body), NOW);
  }

  private static String name(Reading reading) {
    return switch (reading) {
      case Reading.Answered(UpstreamAnswer.Granted _) -> "granted";
      case Reading.Answered(UpstreamAnswer.Refused _) -> "refused";
      case Reading.Answered(UpstreamAnswer.HalfGranted _) -> "never";
      case Reading.HalfGranted _ -> "half granted";
      case Reading.Misconfigured(_, boolean ofClient) ->
          ofClient ? "misconfigured for all" : "misconfigured";
      case Reading.Away _ -> "away";
    };
  }
}
