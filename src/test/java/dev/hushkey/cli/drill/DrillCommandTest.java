package dev.hushkey.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.session.ScriptedServer;
import dev.hushkey.cli.session.Session;
import dev.hushkey.cli.session.SessionStore;
import dev.hushkey.cli.session.TickingClock;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trouble; the rest is shown on the real server (DrillIT). */
class DrillCommandTest {

  private static final String PATH = "/v1/drills";
  private static final String DRILL = "11111111-1111-4111-8111-111111111111";

  @TempDir Path home;

  private final TickingClock clock = new TickingClock();
  private ScriptedServer server;

  @BeforeEach
  void logIn() {
    server = ScriptedServer.start();
    SessionStore.in(Map.of("XDG_CONFIG_HOME", home.toString()))
        .logIn(
            new Session(
                Server.from(server.url()),
                URI.create(server.url()),
                "test",
                new AccessToken(SecretText.of("token"), clock.instant().plus(Duration.ofDays(1))),
                Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CliRun.Result drill(String... further) {
    String[] command = new String[further.length + 4];
    System.arraycopy(new String[] {"drill", "--assistant", "alexa", "--yes"}, 0, command, 0, 4);
    System.arraycopy(further, 0, command, 4, further.length);
    return CliRun.in(home).server(server.url()).clock(clock).pause(clock).run(command);
  }

  private static String answer(String state, String more) {
    return """
        {"drill": "%s", "assistant": "alexa", "links": 1000, "state": "%s", "actor": "carol",
         "begunAt": "2026-01-01T00:00:00Z", "figures": {"dryRun": 3.5}%s}
        """
        .formatted(DRILL, state, more);
  }

  @Test
  void drillThatFails_saysWhy_andHasItsOwnExitCode() {
    server.reply(PATH, 200, answer("PREPARING", ""));
    server.reply(
        PATH + "/" + DRILL,
        200,
        answer(
            "FAILED",
            ", \"endedAt\": \"2026-01-01T00:00:02Z\", \"failure\": \"vault is unavailable\""));
    CliRun.Result result = drill();
    assertThat(result.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(result.err()).contains("THE DRILL FAILED: vault is unavailable");
    assertThat(result.out()).containsPattern("dry run +3.5 ms").containsPattern("swept +-");
  }

  @Test
  void drillThatTakesTooLong_goesOnByItself() {
    server.reply(PATH, 200, answer("PREPARING", ""));
    server.reply(PATH + "/" + DRILL, 200, answer("SWEEPING", ""));
    CliRun.Result result = drill("--wait-limit", "2");
    assertThat(result.exitCode()).isEqualTo(ExitCode.WAIT_TIMED_OUT);
    assertThat(result.err()).contains("removes what it has made");
  }

  @Test
  void otherDrillUnderWay_isNamed() {
    server.reply(
        PATH,
        409,
        "{\"type\": \"urn:hushkey:problem:not-in-this-state\", \"title\": \"Not now\", \"detail\": \"another drill is under way\"}");
    CliRun.Result result = drill();
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(result.err()).contains("another drill is under way");
  }
}
