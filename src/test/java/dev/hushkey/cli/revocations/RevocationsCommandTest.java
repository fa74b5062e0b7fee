package dev.hushkey.cli.revocations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.session.ScriptedServer;
import dev.hushkey.cli.session.TickingClock;
import dev.hushkey.cli.terminal.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read about a revocation; that it is true is shown on the real server. */
class RevocationsCommandTest {

  private static final String LIST = "/v1/revocations";
  private static final String REVOCATION = "11111111-1111-4111-8111-111111111111";
  private static final String ONE = LIST + "/" + REVOCATION;

  @TempDir Path home;

  private final TickingClock clock = new TickingClock();
  private ScriptedServer server;

  @BeforeEach
  void logIn() {
    server = ScriptedServer.start().withLogIn(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CliRun.Result run(String... command) {
    String[] line = new String[command.length + 1];
    line[0] = "revocations";
    System.arraycopy(command, 0, line, 1, command.length);
    return command(line);
  }

  private CliRun.Result command(String... line) {
    return CliRun.in(home).server(server.url()).clock(clock).pause(clock).run(line);
  }

  private static String made(String more) {
    return """
        {"revocation": "%s", "dryRun": false, "scope": "assistant:alexa", "ends": "every link with alexa",
         "state": "CLEANING_UP", "reason": "leak", "ticket": "INC-42", "actor": "operator:carol",
         "cutOffAt": "2026-01-01T00:00:00Z", %s}
        """
        .formatted(REVOCATION, more);
  }

  @Test
  void watch_tellsHowFarItIs_andEndsWhenItIsDone() {
    server.reply(ONE, 200, made("\"swept\": 0"));
    server.reply(ONE, 200, made("\"swept\": 6000, \"toSweep\": 24000, \"secondsLeft\": 9"));
    for (int swept = 7000; swept < 24000; swept += 1000) {
      server.reply(
          ONE, 200, made("\"swept\": " + swept + ", \"toSweep\": 24000, \"secondsLeft\": 6"));
    }
    server.reply(
        ONE,
        200,
        made(
            """
            "swept": 24000, "toSweep": 24000, "erasedAt": "2026-01-01T00:00:12Z",
            "finishedAt": "2026-01-01T00:00:12Z"
            """));

    CliRun.Result watched = run("watch", REVOCATION);

    assertThat(watched.exitCode()).as(watched.err()).isEqualTo(ExitCode.OK);
    assertThat(watched.err().lines().toList())
        .startsWith("  6,000 of 24,000 links cleaned up", "  7,000 of 24,000 links cleaned up");
    assertThat(watched.out()).contains("24,000", "2026-01-01T00:00:12Z", "INC-42");
  }

  @Test
  void show_tellsWhatAssistantsRevoked_andWhatTheyDidNot() {
    server.reply(
        ONE,
        200,
        made(
            """
            "swept": 24000, "toSweep": 24000,
            "upstreamTokens": {"done": 23000, "left": 940, "spared": 10, "givenUp": 50,
                               "why": "status 503"}
            """));

    assertThat(run("show", REVOCATION).out())
        .contains(
            "revoked upstream",
            "23,000, 940 to go, 10 spared, since linked again, 50 NOT (status 503)");
  }

  @Test
  void whatHoldsItUp_isTold_byShowAndByWatch() {
    String open = "a transaction of the service's role, open since 2026-01-01T00:00:01Z";
    server.reply(ONE, 200, made("\"swept\": 9, \"toSweep\": 9, \"heldUpBy\": \"" + open + "\""));

    assertThat(run("show", REVOCATION).out()).containsPattern("held up by +" + open);
    assertThat(run("watch", REVOCATION, "--wait-limit", "3").err()).contains("held up: " + open);
  }

  @Test
  void watch_hasABound_andSaysWhyItTakesSoLong() {
    server.reply(ONE, 200, made("\"swept\": 0, \"pausedAt\": \"2026-01-01T00:00:01Z\""));
    CliRun.Result watched = run("watch", REVOCATION, "--wait-limit", "3");
    assertThat(watched.exitCode()).isEqualTo(ExitCode.WAIT_TIMED_OUT);
    assertThat(watched.err()).contains("paused; it goes on with", "is in force");
    assertThat(run("watch", REVOCATION, "--wait-limit", "0").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void list_joinsThePages_upToTheLimit() {
    server.reply(
        LIST,
        200,
        "{\"revocations\": [" + made("\"swept\": 1") + "], \"next\": \"" + REVOCATION + "\"}");
    server.reply(LIST, 200, "{\"revocations\": [" + made("\"swept\": 2") + "]}");

    CliRun.Result listed = run("list", "--unfinished");
    assertThat(listed.out().lines()).hasSize(3);
    assertThat(listed.out()).contains("cleaning up", "operator:carol", "INC-42");
    assertThat(run("list", "--limit", "0").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void show_drawsHowManyHaveLinkedAgain() {
    server.reply(
        ONE,
        200,
        made(
            """
            "swept": 24000, "erasedAt": "2026-01-01T00:00:12Z", "relinks": {"complete": true,
              "assistants": [{"assistant": "alexa", "links": 24000, "users": 23600,
                              "linksBack": 18000, "usersBack": 17700}],
              "within": [{"hours": 1, "links": 6000, "users": 5900},
                         {"hours": 24, "links": 12000, "users": 11800},
                         {"hours": 168, "links": 18000, "users": 17700}]}
            """));

    List<String> shown = run("show", REVOCATION).out().lines().toList();

    assertThat(shown.subList(shown.size() - 8, shown.size()))
        .containsExactly(
            "Linked again: 18,000 of 24,000",
            "ASSISTANT  LINKS ENDED  LINKED AGAIN     USERS   OF THEM BACK",
            "alexa      24,000       18,000 (75.0 %)  23,600  17,700 (75.0 %)",
            "",
            "WITHIN  LINKS",
            "1 hour  6,000 (25.0 %)   ##########",
            "1 day   12,000 (50.0 %)  ####################",
            "7 days  18,000 (75.0 %)  ##############################");
  }

  @Test
  void show_ofARevocationThatIsCleanedUpYet_saysWhatIsNotCounted() {
    server.reply(
        ONE,
        200,
        made(
            """
            "swept": 0, "relinks": {"complete": false, "assistants": [], "within": []}
            """));
    assertThat(run("show", REVOCATION).out().lines().toList().getLast())
        .isEqualTo(
            "Linked again: 0 of 0 that are cleaned up so far; the others are counted when they are");
  }

  private static String asked(String state) {
    return """
        {"revocation": "%s", "dryRun": false, "state": "%s", "scope": "assistant:alexa",
         "ends": "every link with alexa", "links": 24000, "reason": "leak", "actor": "operator:carol",
         "askedAt": "2026-01-01T00:00:00Z", "expiresAt": "2026-01-01T01:00:00Z"}
        """
        .formatted(REVOCATION, state);
  }

  @Test
  void whatAwaitsApproval_isNotInForce_andEveryMessageSaysSo() {
    server.reply(LIST, 202, asked("AWAITING_APPROVAL"));
    server.reply(ONE, 200, asked("AWAITING_APPROVAL"));

    CliRun.Result revoked = command("revoke", "--user", "alice", "--reason", "leak");
    assertThat(revoked.exitCode()).isEqualTo(ExitCode.AWAITS_APPROVAL);
    assertThat(revoked.err())
        .contains("NOT IN FORCE", "hushkey revocations approve " + REVOCATION)
        .doesNotContain("In force since");
    CliRun.Result watched = run("watch", REVOCATION, "--wait-limit", "3");
    assertThat(watched.exitCode()).isEqualTo(ExitCode.AWAITS_APPROVAL);
    assertThat(watched.err()).contains("not in force: awaits the approval", "NOT IN FORCE");
    assertThat(run("show", REVOCATION).out()).contains("NO: awaiting approval", "24,000");
    CliRun.Result approved = run("approve", REVOCATION);
    assertThat(approved.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
  }

  @Test
  void whatWasRejected_endsTheWait() {
    server.reply(ONE, 200, asked("REJECTED"));
    CliRun.Result watched = run("watch", REVOCATION);
    assertThat(watched.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(watched.err()).contains("is rejected. Nothing was revoked.");
  }

  @Test
  void approve_saysSinceWhenItIsInForce() {
    server.reply(
        ONE + "/approve", 200, made("\"swept\": 0, \"inForceSince\": \"2026-01-01T00:10:00Z\""));
    assertThat(run("approve", REVOCATION, "--yes").err())
        .contains("Approved. Revoked every link with alexa. In force since 2026-01-01T00:10:00Z.");
    server.reply(ONE + "/reject", 200, asked("REJECTED"));
    assertThat(run("reject", REVOCATION, "--reason", "a mistake").err())
        .contains("Nothing was revoked");
  }

  @Test
  void pause_saysThatWhatIsRevokedStaysRevoked() {
    server.reply(ONE + "/pause", 200, made("\"swept\": 0, \"pausedAt\": \"2026-01-01T00:00:01Z\""));
    CliRun.Result paused = run("pause", REVOCATION);
    assertThat(paused.err())
        .contains("What is revoked stays revoked", "hushkey revocations resume " + REVOCATION);

    server.reply(ONE + "/resume", 200, made("\"swept\": 0"));
    assertThat(run("resume", REVOCATION).err())
        .contains("goes on", "hushkey revocations watch " + REVOCATION);
  }
}
