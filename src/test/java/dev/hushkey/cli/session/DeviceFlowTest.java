package dev.hushkey.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.terminal.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers of RFC 8628 §3.5 that a healthy Keycloak and a patient person never cause. */
class DeviceFlowTest {

  @TempDir Path home;

  private final TickingClock clock = new TickingClock();
  private ScriptedServer server;

  @BeforeEach
  void start() {
    server =
        ScriptedServer.start()
            .reply(
                "/.well-known/oauth-protected-resource",
                200,
                "{\"authorization_servers\": [\"@url/realm\"]}")
            .reply(
                "/realm/.well-known/openid-configuration",
                200,
                """
                {"issuer": "@url/realm", "token_endpoint": "@url/token",
                 "device_authorization_endpoint": "@url/device"}
                """)
            .reply(
                "/device",
                200,
                """
                {"device_code": "planted-device-code", "user_code": "ABCD-EFGH",
                 "verification_uri": "@url/page", "expires_in": 60, "interval": 2}
                """);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void slowDown_makesEveryLaterPauseFiveSecondsLonger() {
    error("authorization_pending");
    error("slow_down");
    error("authorization_pending");
    server.reply("/token", 200, "{\"access_token\": \"planted-token\", \"expires_in\": 300}");
    assertThat(login().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(clock.pauses()).extracting(Duration::toSeconds).containsExactly(2L, 2L, 7L, 7L);
  }

  @Test
  void person_isShownPageAndCode_andNoSecret() {
    error("access_denied");
    CliRun.Result result = login("--verbose");
    assertThat(result.err())
        .contains(server.url() + "/page", "ABCD-EFGH")
        .doesNotContain("planted");
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, denied in the browser",
    "expired_token, expired before it was used",
    "invalid_client, invalid_client"
  })
  void finalError_isNotLoggedInAndSaysWhy(String error, String message) {
    error(error);
    CliRun.Result result = login();
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
    assertThat(result.err()).contains(message, "hushkey login");
  }

  @Test
  void codeThatNobodyUses_isGivenUpAtItsEnd() {
    error("authorization_pending");
    assertThat(login().exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
    assertThat(clock.pauses()).hasSize(30);
  }

  @Test
  void realmInTrouble_isUnavailable() {
    server.reply("/token", 503, "");
    assertThat(login().exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  private void error(String code) {
    server.reply("/token", 400, "{\"error\": \"" + code + "\"}");
  }

  private CliRun.Result login(String... options) {
    CliRun run = CliRun.in(home).server(server.url()).clock(clock).pause(clock);
    return options.length == 0 ? run.run("login") : run.run("login", options[0]);
  }
}
