package dev.hushkey.cli.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.session.ScriptedServer;
import dev.hushkey.cli.session.TickingClock;
import dev.hushkey.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting and trouble; the rest is shown on the real server. */
class RevokeCommandTest {

  private static final String PATH = "/v1/revocations";
  private static final String REVOCATION = "11111111-1111-4111-8111-111111111111";
  private static final String BEGUN =
      """
      {"revocation": "%s", "dryRun": false, "scope": "user:alice", "ends": "the links of user alice", "reason": "leak", "actor": "carol",
       "cutOffAt": "2026-01-01T00:00:00Z", "inForceSince": "2026-01-01T00:00:00Z", "swept": %d%s}
      """;

  private static final String FOUND =
      """
      "leakedTokens": {"listed": 2, "matched": 1, "live": 1, "matches": [
        {"position": 1, "token": "sha256:ba7816bf8f01", "kind": "refresh-token", "live": true,
         "ends": true, "user": "alice", "assistant": "alexa", "link": "0c9f3c1e"}]}
      """;

  @TempDir Path home;

  private final TickingClock clock = new TickingClock();
  private ScriptedServer server;

  @BeforeEach
  void logIn() {
    server = ScriptedServer.start().withLogIn(home, clock.instant().plus(Duration.ofDays(1)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shred_ofWhatAwaitsApproval_destroysNothing_andSaysHowToGoOn() throws IOException {
    server.reply(
        PATH,
        202,
        """
        {"revocation": "%s", "state": "AWAITING_APPROVAL", "scope": "assistant:alexa", "ends": "x",
         "links": 9, "reason": "leak", "actor": "carol", "askedAt": "2026-01-01T00:00:00Z",
         "expiresAt": "2026-01-01T01:00:00Z", "dryRun": false}
        """
            .formatted(REVOCATION));
    Path token = Files.writeString(home.resolve("vault-token"), "not-used");

    CliRun.Result result =
        CliRun.in(home)
            .server(server.url())
            .clock(clock)
            .run(
                "revoke",
                "--assistant=alexa",
                "--all",
                "--shred",
                "--yes",
                "--reason=leak",
                // nobody listens there
                "--vault-address=http://127.0.0.1:1",
                "--vault-token-file=" + token);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.AWAITS_APPROVAL);
    assertThat(result.err()).contains("hushkey revocations shred " + REVOCATION);
    assertThat(server.asked()).contains("\"shred\":true");
  }

  @Test
  void wait_followsTheSweepToItsEnd() {
    server.reply(PATH, 200, begun(0, ""));
    server.reply(PATH + "/" + REVOCATION, 200, begun(1000, ""));
    server.reply(PATH + "/" + REVOCATION, 200, begun(1000, ""));
    server.reply(
        PATH + "/" + REVOCATION, 200, begun(1500, ", \"finishedAt\": \"2026-01-01T00:00:02Z\""));
    CliRun.Result result = revoke("--wait", "--output", "json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).containsOnlyOnce("1,000 links cleaned up");
    assertThat(result.out()).contains("finishedAt").contains("1500");
  }

  @Test
  void wait_thatTakesTooLong_hasItsOwnExitCodeAndSaysThatTheCutOffIsInForce() {
    server.reply(PATH, 200, begun(0, ""));
    server.reply(PATH + "/" + REVOCATION, 200, begun(0, ""));
    CliRun.Result result = revoke("--wait", "--wait-limit", "3");
    assertThat(result.exitCode()).isEqualTo(ExitCode.WAIT_TIMED_OUT);
    assertThat(result.err()).contains("in force", "hushkey revocations watch " + REVOCATION);
  }

  @Test
  void outage_saysThatTheOutcomeIsUnknownAndThatAgainIsSafe() {
    server.reply(PATH, 503, "{\"title\": \"postgresql is unavailable\"}");
    CliRun.Result result = revoke();
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("postgresql is unavailable", "Run it again");
  }

  @Test
  void verbose_showsTheRequestsAndMasksTheToken() {
    server.reply(PATH, 200, begun(0, ""));
    CliRun.Result result = revoke("--verbose");
    assertThat(result.err())
        .contains("> POST " + server.url() + PATH, "Bearer [masked]", "< 200")
        .doesNotContain("planted");
  }

  @Test
  void loginByAProgram_thatHasExpired_saysSo() {
    clock.last(Duration.ofDays(2));
    CliRun.Result result = revoke();
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
    assertThat(result.err()).contains("The log-in has expired", "hushkey login");
  }

  @Test
  void leakedTokens_areHashedHere_andShownByTheirLines() {
    server.reply(PATH, 200, begun(0, ", " + FOUND));
    server.reply(
        PATH + "/" + REVOCATION, 200, begun(1, ", \"finishedAt\": \"2026-01-01T00:00:02Z\""));
    String jwt = "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJ4In0.planted-signature";
    CliRun.Result result = leaked("\nplanted-token\n" + jwt + "\n", "--yes", "--wait", "--verbose");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(server.asked()).contains("\"leakedTokens\":[\"sha256:").doesNotContain("planted");
    assertThat(result.out() + result.err()).doesNotContain("planted");
    assertThat(result.err()).contains("1 of 2 listed tokens is ours, and 1 of these was live.");
    assertThat(result.out().lines().toList().getLast())
        .matches("2 +sha256:ba7816bf8f01 +refresh-token +yes +yes +alice +alexa +0c9f3c1e");

    server.reply(PATH, 200, begun(0, ", " + FOUND));
    assertThat(leaked("\nplanted-token\n", "--yes", "--output", "json").out())
        .contains("\"position\":1", "\"line\":2");
  }

  @Test
  void leakedTokens_withoutAYes_endNothing() {
    CliRun.Result result = leaked("planted-token\n");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void savedSelector_isRunAgain_asItWasSent() throws IOException {
    Path file = home.resolve("unused.json");
    Path users = Files.writeString(home.resolve("users.txt"), "ann\nbea\n");
    String counted =
        """
        {"dryRun": true, "scope": "links", "ends": "the links", "links": 2, "users": 2}
        """;
    server.reply(PATH, 200, counted);
    CliRun.Result dry =
        run(
            "revoke",
            "--users",
            users.toString(),
            "--assistant",
            "alexa",
            "--last-used-before",
            "2026-01-31",
            "--issued-after",
            "2026-01-31T10:00:00+02:00",
            "--never-used",
            "--key-version",
            "3",
            "--save-selector",
            file.toString(),
            "--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isEqualTo(ExitCode.OK);
    String sent = server.asked();
    assertThat(sent)
        .contains(
            "{\"assistant\":\"alexa\",\"listed\":{\"users\":[\"ann\",\"bea\"]},\"where\":"
                + "{\"issued\":{\"after\":\"2026-01-31T08:00:00Z\"},"
                + "\"lastUsed\":{\"before\":\"2026-01-31T00:00:00Z\"},"
                + "\"neverUsed\":true,\"keyVersion\":3}}");

    server.reply(PATH, 200, counted);
    CliRun.Result again = run("revoke", "--selector", file.toString(), "--dry-run");
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.OK);
    assertThat(server.asked()).isEqualTo(sent + sent);

    assertThat(run("revoke", "--selector", file.toString(), "--reason", "x").exitCode())
        .as("a list has to be confirmed, wherever it comes from")
        .isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(
            run("revoke", "--user", "ann", "--dry-run", "--save-selector", file.toString()).err())
        .contains("is there already");
  }

  private CliRun.Result run(String... line) {
    return CliRun.in(home).server(server.url()).clock(clock).pause(clock).run(line);
  }

  private CliRun.Result leaked(String list, String... options) {
    String[] command = {"revoke", "--leaked-tokens", "-", "--reason", "leak"};
    String[] line = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, line, command.length, options.length);
    return CliRun.in(home).server(server.url()).clock(clock).pause(clock).piping(list).run(line);
  }

  private static String begun(int swept, String more) {
    return BEGUN.formatted(REVOCATION, swept, more);
  }

  private CliRun.Result revoke(String... options) {
    String[] command = {"revoke", "--user", "alice", "--reason", "leak"};
    String[] line = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, line, command.length, options.length);
    return CliRun.in(home).server(server.url()).clock(clock).pause(clock).run(line);
  }
}
