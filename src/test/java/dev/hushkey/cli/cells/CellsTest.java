package dev.hushkey.cli.cells;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.session.ScriptedServer;
import dev.hushkey.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command for two cells, one of which may be in trouble. */
class CellsTest {

  private static final String PATH = "/v1/revocations";
  private static final String ID = "11111111-1111-4111-8111-111111111111";
  private static final String IN_FORCE =
      """
      {"revocation": "%s", "dryRun": false, "state": "CLEANING_UP", "scope": "assistant:alexa",
       "ends": "all links with alexa", "reason": "leak", "actor": "carol",
       "cutOffAt": "%s", "inForceSince": "%s", "swept": 3, "toSweep": %d}
      """;
  private static final String COUNTED =
      """
      {"dryRun": true, "scope": "assistant:alexa", "ends": "all links with alexa",
       "links": %d, "users": %d}
      """;
  private static final String AWAITS =
      """
      {"revocation": "%s", "dryRun": false, "state": "AWAITING_APPROVAL", "scope": "assistant:alexa",
       "ends": "all links with alexa", "links": 9, "reason": "leak", "actor": "carol",
       "askedAt": "2026-01-01T00:00:00Z", "expiresAt": "2026-01-01T01:00:00Z"}
      """
          .formatted(ID);

  @TempDir Path home;

  private final ScriptedServer eu = ScriptedServer.start();
  private final ScriptedServer na = ScriptedServer.start();

  @BeforeEach
  void logIn() throws IOException {
    eu.withLogIn(home);
    na.withLogIn(home);
    cells(na.url(), "");
  }

  private void cells(String second, String more) throws IOException {
    Files.writeString(
        home.resolve("hushkey/config.toml"),
        """
        [cells.live]
        eu = "live-eu"
        na = "live-na"

        [profiles.live-eu]
        server = "%s"
        %s
        [profiles.live-na]
        server = "%s"
        """
            .formatted(eu.url(), more, second));
  }

  @AfterEach
  void stop() {
    eu.close();
    na.close();
  }

  private static String inForce(String since, int links) {
    return IN_FORCE.formatted(ID, since, since, links);
  }

  private CliRun.Result revoke(String... more) {
    return run(
        List.of("revoke", "--cells", "live", "--assistant", "alexa", "--all", "--reason", "a leak"),
        more);
  }

  private CliRun.Result run(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return CliRun.in(home).pause(_ -> {}).run(all.toArray(String[]::new));
  }

  private static List<String> ids(ScriptedServer server) {
    Matcher ids = Pattern.compile("\"revocation\":\"([0-9a-f-]{36})\"").matcher(server.asked());
    List<String> all = new ArrayList<>();
    while (ids.find()) {
      all.add(ids.group(1));
    }
    return all;
  }

  private void bothRevoke() {
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH, 200, inForce("2026-01-01T00:00:02Z", 2));
  }

  @Test
  void bothCells_getTheSame_underOneId_andAreReportedEach() {
    bothRevoke();
    CliRun.Result result = revoke("--yes");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(ids(eu)).hasSize(1).isEqualTo(ids(na));
    assertThat(eu.asked()).contains("Hushkey-Cell: eu\n", "\"reason\":\"a leak\"");
    assertThat(na.asked()).contains("Hushkey-Cell: na\n", "\"reason\":\"a leak\"");
    assertThat(result.err()).contains(ids(eu).getFirst(), "in force in 2 of 2 cells (eu, na)");
    assertThat(result.out())
        .containsPattern("(?m)^eu +2026-01-01T00:00:01Z +\\d+ +8 ")
        .containsPattern("(?m)^na +2026-01-01T00:00:02Z +\\d+ +2 ");
  }

  @Test
  void cellThatIsDown_isNamedExactly_andFinishedByTheCommandThatIsPrinted() throws IOException {
    bothRevoke();
    try (ScriptedServer down = ScriptedServer.start()) {
      cells(down.url(), "");
      down.withLogIn(home);
      down.close();

      CliRun.Result result = revoke("--yes");

      assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
      assertThat(result.err())
          .contains("in force in 1 of 2 cells (eu)")
          .contains("CELL na HAS NOT ANSWERED. No answer from " + down.url())
          .doesNotContain("CELL eu");
      assertThat(result.out())
          .containsPattern("(?m)^eu +2026")
          .containsPattern("(?m)^na +NO ANSWER");

      cells(na.url(), "");
      List<String> words =
          new ArrayList<>(
              List.of("revoke", "--cells", "live", "--assistant", "alexa", "--all", "--reason"));
      words.addAll(List.of("a leak", "--yes", "--cells-only", "na", "--id", ids(eu).getFirst()));
      assertThat(result.err())
          .contains(
              "hushkey revoke --cells live --assistant alexa --all --reason 'a leak' --yes"
                  + " --cells-only na --id "
                  + ids(eu).getFirst());
      CliRun.Result finished = run(words);
      assertThat(finished.exitCode()).as(finished.err()).isEqualTo(ExitCode.OK);
      assertThat(ids(na)).isEqualTo(ids(eu)).hasSize(1);
    }
  }

  @Test
  void cellThatSaysNothing_isGivenUpInTime_andTheOtherIsReported() throws IOException {
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String address = "http://127.0.0.1:" + silent.getLocalPort();
      cells(address, "");
      na.withLogIn(home);
      loggedIn(address);
      long start = System.nanoTime();
      CliRun.Result result = revoke("--yes", "--cells-limit", "1");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
      assertThat(result.err())
          .contains("CELL na HAS NOT ANSWERED. No answer from " + address + " within 1 s.");
      assertThat(result.out()).containsPattern("(?m)^eu +2026-01-01T00:00:01Z");
    }
  }

  private void loggedIn(String address) throws IOException {
    Path file = home.resolve("hushkey/session.json");
    Files.writeString(file, Files.readString(file).replace(na.url(), address));
  }

  @Test
  void cells_areAskedAtTheSameTime() throws IOException {
    CyclicBarrier both = new CyclicBarrier(2);
    HttpServer first = waiting(both);
    HttpServer second = waiting(both);
    try {
      Files.writeString(
          home.resolve("hushkey/config.toml"),
          "[cells.live]\neu = 'a'\nna = 'b'\n[profiles]\na.server = '%s'\nb.server = '%s'\n"
              .formatted(address(first), address(second)));
      Path file = home.resolve("hushkey/session.json");
      Files.writeString(
          file,
          Files.readString(file)
              .replace(eu.url(), address(first))
              .replace(na.url(), address(second)));
      assertThat(revoke("--yes").exitCode()).isEqualTo(ExitCode.OK);
    } finally {
      first.stop(0);
      second.stop(0);
    }
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers only once the other has been asked, too. */
  private static HttpServer waiting(CyclicBarrier both) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int status = 200;
          try {
            both.await(10, TimeUnit.SECONDS);
          } catch (Exception alone) {
            status = 500;
          }
          byte[] body = inForce("2026-01-01T00:00:01Z", 1).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void cellThatRefuses_hasNotDoneIt_andSaysWhy() {
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH, 403, "{}");
    CliRun.Result result = revoke("--yes");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
    assertThat(result.err()).contains("CELL na HAS NOT DONE IT. Not allowed at " + na.url());
    assertThat(result.out()).containsPattern("(?m)^na +REFUSED");
  }

  @Test
  void cellWithoutALogIn_isNamed_withTheCommandToLogInThere() throws IOException {
    bothRevoke();
    Path file = home.resolve("hushkey/session.json");
    Files.writeString(file, Files.readString(file).replace(na.url(), "http://127.0.0.1:1"));
    CliRun.Result result = revoke("--yes");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
    assertThat(result.err()).contains("CELL na", "Run: hushkey login --profile live-na");
    assertThat(ids(eu)).hasSize(1);
  }

  @Test
  void dryRun_countsEachCell_andTheirSum() throws IOException {
    eu.reply(PATH, 200, COUNTED.formatted(8, 7));
    na.reply(PATH, 200, COUNTED.formatted(2, 1));
    CliRun.Result result = revoke("--dry-run");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains("Would revoke 10 links of 8 users in 2 cells (all links with alexa).")
        .containsPattern("(?m)^eu +8 +7$")
        .containsPattern("(?m)^na +2 +1$")
        .containsPattern("(?m)^all +10 +8$");
    assertThat(eu.asked() + na.asked()).contains("\"dryRun\":true").doesNotContain("a leak");
    JsonNode json = Json.MAPPER.readTree(revoke("--dry-run", "--output", "json").out());
    assertThat(json.at("/cells/1/cell").asText()).isEqualTo("na");
    assertThat(json.at("/cells/1/answer/links").asInt()).isEqualTo(2);
    assertThat(revoke("--dry-run", "--output", "csv").out())
        .isEqualTo("cell,links,users\r\neu,8,7\r\nna,2,1\r\n");
  }

  @Test
  void confirmation_isOneWord_andNamesEveryCell() throws IOException {
    cells(na.url(), "production = true");
    eu.reply(PATH, 200, COUNTED.formatted(8, 7));
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH, 503, "{}");
    na.reply(PATH, 200, inForce("2026-01-01T00:00:02Z", 2));
    CliRun.Result result =
        CliRun.in(home)
            .pause(_ -> {})
            .typing("alexa\n")
            .environment("NO_COLOR", "1")
            .run("revoke", "--cells", "live", "--assistant", "alexa", "--all", "--reason", "leak");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err())
        .contains(
            "This revokes 8 links of 7 users in 1 cell",
            "CELL na HAS NOT COUNTED; it is asked to revoke all the same.",
            "PRODUCTION: cell eu, profile live-eu, " + eu.url(),
            "At cell na, profile live-na, " + na.url())
        .containsOnlyOnce("Type alexa to confirm");
  }

  @Test
  void wrongWord_revokesInNoCell() {
    eu.reply(PATH, 200, COUNTED.formatted(8, 7));
    na.reply(PATH, 200, COUNTED.formatted(2, 1));
    CliRun.Result result =
        CliRun.in(home)
            .typing("google\n")
            .run("revoke", "--cells", "live", "--assistant", "alexa", "--all", "--reason", "leak");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(ids(eu)).isEmpty();
    assertThat(ids(na)).isEmpty();
  }

  @Test
  void cellThatWantsApproval_hasTheCodeForIt_andTheCommandForTheOtherAdmin() {
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH, 202, AWAITS);
    CliRun.Result result = revoke("--yes");
    assertThat(result.exitCode()).isEqualTo(ExitCode.AWAITS_APPROVAL);
    assertThat(result.err())
        .contains("in force in 1 of 2 cells (eu)")
        .contains("hushkey revocations approve " + ids(eu).getFirst() + " --cells live");
    assertThat(result.out()).containsPattern("(?m)^na +NOT IN FORCE");
  }

  @Test
  void wait_followsBothCells_andOneThatFallsSilentIsStillInForce() {
    bothRevoke();
    String done =
        inForce("2026-01-01T00:00:01Z", 8).replace("\"swept\"", "\"finishedAt\": \"x\", \"swept\"");
    eu.reply(PATH + "/" + ID, 200, inForce("2026-01-01T00:00:01Z", 8));
    eu.reply(PATH + "/" + ID, 200, done);
    na.reply(PATH + "/" + ID, 503, "{}");
    na.reply(PATH + "/" + ID, 200, done);
    CliRun.Result result = revoke("--yes", "--wait", "--id", ID);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err())
        .contains("  eu: 3 of 8 links cleaned up", "  na: does not answer; it is asked again");
    assertThat(ids(na)).containsExactly(ID);
  }

  @Test
  void json_hasEachCell_theMissingOnes_andTheCommandThatFinishes() throws IOException {
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH, 503, "{\"title\": \"postgresql is unavailable\"}");
    CliRun.Result result = revoke("--yes", "--output", "json", "--id", ID);
    JsonNode json = Json.MAPPER.readTree(result.out());
    assertThat(json.at("/cells/0/answer/inForceSince").asText()).isEqualTo("2026-01-01T00:00:01Z");
    assertThat(json.at("/cells/1/failure/code").asInt()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(json.at("/cells/1/failure/message").asText()).contains("postgresql is unavailable");
    assertThat(json.at("/missing/0").asText()).isEqualTo("na");
    assertThat(json.path("finish").asText()).endsWith("--cells-only na --id " + ID);
    assertThat(revoke("--yes", "--output", "csv", "--id", ID).out())
        .startsWith("cell,in_force_since,took_ms,links,state,cleaned_up,revocation\r\n")
        .contains("\r\nna,NO ANSWER,,,,,\r\n");
  }

  @Test
  void age_isAnInstantInTheCommandThatFinishes() {
    eu.reply(PATH, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH, 503, "{}");
    CliRun.Result result = revoke("--yes", "--authorized-before=90d");
    assertThat(result.err())
        .containsPattern("--authorized-before 20\\d\\d-\\d\\d-\\d\\dT[0-9:]+Z")
        .doesNotContain("90d");
  }

  @Test
  void list_isOfAllCells() {
    eu.reply(PATH, 200, "{\"revocations\": [" + inForce("2026-01-01T00:00:01Z", 8) + "]}");
    na.reply(PATH, 503, "{}");
    CliRun.Result result =
        run(List.of("revocations", "list", "--cells", "live", "--output", "csv"));
    assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
    assertThat(result.out()).contains("\r\neu," + ID + ",2026-01-01T00:00:01Z,cleaning up,");
    assertThat(result.err()).contains("CELL na HAS NOT ANSWERED");
  }

  @Test
  void show_saysWhichCellDoesNotKnowIt() {
    eu.reply(PATH + "/" + ID, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(
        PATH + "/" + ID,
        404,
        "{\"type\": \"urn:hushkey:problem:not-found\", \"title\": \"Not found\"}");
    CliRun.Result result = run(List.of("revocations", "show", ID, "--cells", "live"));
    assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
    assertThat(result.out()).contains("cell eu, " + eu.url(), "in force since");
    assertThat(result.err()).contains("CELL na HAS NOT DONE IT. Not found.");
  }

  @Test
  void pause_isSentToAll() {
    for (ScriptedServer server : List.of(eu, na)) {
      server.reply(PATH + "/" + ID + "/pause", 200, inForce("2026-01-01T00:00:01Z", 8));
    }
    assertThat(run(List.of("revocations", "pause", ID, "--cells", "live")).exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(na.asked()).contains("Hushkey-Cell: na");
  }

  @Test
  void approve_sparesTheCellWhereItIsInForce() {
    eu.reply(PATH + "/" + ID, 200, inForce("2026-01-01T00:00:01Z", 8));
    na.reply(PATH + "/" + ID, 200, AWAITS);
    na.reply(PATH + "/" + ID + "/approve", 200, inForce("2026-01-01T00:00:02Z", 2));
    CliRun.Result result = run(List.of("revocations", "approve", ID, "--cells", "live", "--yes"));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).containsPattern("(?m)^na +2026-01-01T00:00:02Z");
  }

  @Test
  void whatContradictsItself_isRefusedBeforeAnythingIsSent() {
    assertThat(revoke("--server", eu.url(), "--yes").err()).contains("leave out --server");
    assertThat(revoke("--cells-only", "fe", "--yes").err()).contains("There are: eu, na.");
    assertThat(revoke("--shred", "--yes").err()).contains("--shred needs the Vault of one cell");
    assertThat(revoke("--cells-limit", "0", "--yes").err()).contains("at least 1 second");
    assertThat(run(List.of("links", "list", "--cells", "live")).err())
        .contains("'hushkey links list' is neither");
    assertThat(run(List.of("revocations", "list", "--cells-only", "eu")).err())
        .contains("--cells-only needs --cells");
    assertThat(run(List.of("revocations", "list", "--cells", "test")).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(eu.asked() + na.asked()).isEmpty();
  }
}
