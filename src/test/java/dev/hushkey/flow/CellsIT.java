package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.session.Session;
import dev.hushkey.cli.session.SessionStore;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.testing.Cells;
import dev.hushkey.testing.Cells.Answer;
import dev.hushkey.testing.Cells.Link;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two cells over two databases behind HAProxy: what is issued leads to its own cell, another one
 * turns it away without harm, and one command revokes in both.
 */
class CellsIT {

  private static final String BITS = "A".repeat(43);
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path home;

  private static Cells cells;

  @BeforeAll
  static void start() {
    cells = Cells.start();
  }

  @AfterAll
  static void stop() {
    cells.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {Cells.SIGNED, Cells.OPAQUE})
  void whatIsIssued_namesItsCell_andTheProxyLeadsThere(String assistant) {
    for (String cell : Cells.NAMES) {
      Link link = cells.link(cell, assistant);

      Answer tokens = cells.refresh(cells.proxy(), link);

      assertThat(tokens.status()).as(tokens.body().toString()).isEqualTo(200);
      String access = tokens.text("access_token");
      assertThat(cellOf(access)).isEqualTo(cell);
      assertThat(tokens.text("refresh_token")).startsWith(cell + ".");
      assertThat(introspect(cells.proxy(), link, access).body().path("active").asBoolean())
          .isTrue();
      Answer check = cells.check(cells.proxy(), access, NONE);
      assertThat(check.status()).as(check.body().toString()).isEqualTo(200);
      assertThat(check.text("reason"))
          .as("known, and without this device")
          .isNotEqualTo("token-not-live");

      Answer revoked =
          cells.form(
              cells.proxy() + "/oauth2/revoke",
              assistant,
              Map.of("token", tokens.text("refresh_token")));
      assertThat(revoked.status()).isEqualTo(200);
      assertThat(cells.state(link)).isEqualTo("REVOKED");
    }
  }

  private static String cellOf(String accessToken) {
    String[] parts = accessToken.split("\\.");
    return parts.length == 2
        ? parts[0]
        : new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replaceAll(".*\"cell\":\"([a-z]+)\".*", "$1");
  }

  private static Answer introspect(String address, Link link, String token) {
    return cells.form(address + "/oauth2/introspect", link.assistant(), Map.of("token", token));
  }

  @ParameterizedTest
  @ValueSource(strings = {Cells.SIGNED, Cells.OPAQUE})
  void wrongCell_saysNothingOfAToken_andNoLinkEnds(String assistant) {
    String eu = cells.address("eu");
    Link link = cells.link("na", assistant);
    Answer tokens = cells.refresh(cells.address("na"), link);
    String access = tokens.text("access_token");

    for (Answer answer :
        List.of(
            cells.refresh(eu, link),
            cells.refresh(eu, link, tokens.text("refresh_token")),
            introspect(eu, link, access),
            introspect(eu, link, tokens.text("refresh_token")),
            cells.form(eu + "/oauth2/revoke", assistant, Map.of("token", access)),
            cells.form(eu + "/oauth2/revoke", assistant, Map.of("token", link.refreshToken())),
            cells.form(
                eu + "/oauth2/token",
                assistant,
                Map.of(
                    "grant_type", "authorization_code",
                    "code", "na." + BITS,
                    "redirect_uri", "https://assistant.example/back")))) {
      assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
      assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
      assertThat(answer.headers()).containsKey("retry-after");
    }
    Answer check = cells.check(eu, access, NONE);
    assertThat(check.status()).as(check.body().toString()).isEqualTo(421);
    assertThat(check.text("type")).isEqualTo("urn:hushkey:problem:other-cell");
    assertThat(check.text("detail")).contains("cell na");
    assertThat(
            cells
                .get(
                    eu
                        + "/oauth2/authorize?client_id=alexa-skill-link&request_uri="
                        + URLEncoder.encode(
                            "urn:ietf:params:oauth:request_uri:na." + BITS, StandardCharsets.UTF_8))
                .status())
        .isEqualTo(503);

    assertThat(cells.state(link)).isEqualTo("ACTIVE");
    assertThat(introspect(cells.address("na"), link, access).body().path("active").asBoolean())
        .isTrue();
  }

  @Test
  void unknownToken_ofTheRightCell_isUnknownAsEver() {
    Link link = cells.link("na", Cells.SIGNED);
    Answer refused = cells.refresh(cells.proxy(), link, "na." + BITS);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void tokenFromBeforeTheCellHadAName_isStillGood() {
    Link link = cells.link("eu", Cells.SIGNED);
    String old = SecretText.random().reveal();
    cells.query(
        "eu",
        "update refresh_token set token_hash = ? where link_id = ? returning 1",
        dev.hushkey.secret.TokenHash.of(SecretText.of(old)).toBytes(),
        link.id());
    assertThat(cells.refresh(cells.address("eu"), link, old).status()).isEqualTo(200);
  }

  @Test
  void requestForAnotherCell_isTurnedAway_andTheProxyLeadsItThere() {
    Map<String, String> forNa = Map.of("Hushkey-Cell", "na");
    assertThat(cells.check(cells.address("eu"), BITS, forNa).status()).isEqualTo(421);
    assertThat(cells.check(cells.address("na"), BITS, forNa).status()).isEqualTo(200);
    assertThat(cells.check(cells.proxy(), BITS, forNa).status()).isEqualTo(200);
    assertThat(cells.check(cells.address("eu"), BITS, Map.of("Hushkey-Cell", "N A")).status())
        .isEqualTo(400);
  }

  @Test
  void revocationOfAll_namesTheCellThatIsDown_andTheSecondCommandFinishesIt() throws IOException {
    Link eu = cells.link("eu", Cells.OPAQUE);
    Link na = cells.link("na", Cells.OPAQUE);
    logIn();
    cells.kill("na");
    try {
      CliRun.Result first =
          cli("revoke --cells test --assistant opaque --all --yes --reason drill".split(" "));

      assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.CELL_MISSING);
      assertThat(first.err())
          .contains("in force in 1 of 2 cells (eu)")
          .contains("CELL na HAS NOT ANSWERED. No answer from " + cells.address("na"))
          .doesNotContain("CELL eu");
      assertThat(cells.refresh(cells.proxy(), eu).text("error")).isEqualTo("invalid_grant");

      cells.startCell("na");
      assertThat(cells.refresh(cells.proxy(), na).status())
          .as("nothing is in force where nothing was answered")
          .isEqualTo(200);
      String finish = first.err().lines().toList().getLast();
      assertThat(finish).contains("--cells-only na --id ");
      String[] words = finish.split(" ");
      CliRun.Result second = cli(Arrays.copyOfRange(words, 1, words.length));

      assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.OK);
      assertThat(cells.refresh(cells.proxy(), na).text("error")).isEqualTo("invalid_grant");
      String id = words[words.length - 1];
      for (String cell : Cells.NAMES) {
        assertThat(cells.query(cell, "select count(*) from revocation where id = ?::uuid", id))
            .isEqualTo("1");
      }
      // the whole command again: made once in each
      List<String> again = new ArrayList<>(List.of(words).subList(1, words.length));
      again.removeAll(List.of("--cells-only", "na"));
      assertThat(cli(again.toArray(String[]::new)).exitCode()).isEqualTo(ExitCode.OK);
      assertThat(cells.query("eu", "select count(*) from revocation")).isEqualTo("1");
      CliRun.Result watched = cli("revocations", "watch", id, "--cells", "test");
      assertThat(watched.exitCode()).as(watched.err()).isEqualTo(ExitCode.OK);
      await().until(() -> cells.state(na).equals("REVOKED"));
    } finally {
      if (cells.get(cells.proxy() + "/.well-known/oauth-authorization-server").status() != 200) {
        cells.startCell("na");
      }
    }
  }

  @Test
  void leakedTokens_areFoundInTheirCell_byTheHashOfTheWholeText() throws IOException {
    Path found = home.resolve("found.txt");
    List<String> lines = new ArrayList<>();
    for (String cell : Cells.NAMES) {
      lines.add(cells.link(cell, Cells.OPAQUE).refreshToken());
      lines.add(cells.refresh(cells.proxy(), cells.link(cell, Cells.OPAQUE)).text("access_token"));
    }
    Files.write(found, lines);
    logIn();

    CliRun.Result result =
        cli("revoke", "--cells", "test", "--leaked-tokens", found.toString(), "--dry-run");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains("Would revoke 4 links of 4 users in 2 cells")
        .contains("cell eu: 2 of 4 listed tokens are ours, and 2 of these were live.")
        .contains("cell na: 2 of 4 listed tokens are ours, and 2 of these were live.")
        .doesNotContain(lines.getFirst());
  }

  @Test
  void profileOfTheWrongServer_revokesNothing() throws IOException {
    Link link = cells.link("na", Cells.SIGNED);
    logIn();
    config("na", "eu");
    CliRun.Result result =
        cli("revoke", "--cells", "test", "--link", link.id().toString(), "--reason", "mixed up");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CELL_MISSING);
    assertThat(result.err())
        .contains("CELL eu HAS NOT DONE IT. Of another cell: It belongs to the cell eu.")
        .contains("CELL na HAS NOT DONE IT. Of another cell: It belongs to the cell na.");
    assertThat(cells.state(link)).isEqualTo("ACTIVE");
  }

  private CliRun.Result cli(String... words) {
    return CliRun.in(home).run(words);
  }

  private void logIn() throws IOException {
    for (String cell : Cells.NAMES) {
      SessionStore.in(Map.of("XDG_CONFIG_HOME", home.toString()))
          .logIn(
              new Session(
                  Server.from(cells.address(cell)),
                  URI.create(cells.address(cell)),
                  "hushkey-admin",
                  new AccessToken(
                      SecretText.of(cells.adminToken()), Instant.now().plus(Duration.ofMinutes(4))),
                  Optional.empty()));
    }
    config("eu", "na");
  }

  /** Which servers the cells eu and na are said to have. */
  private void config(String eu, String na) throws IOException {
    Files.writeString(
        home.resolve("hushkey/config.toml"),
        """
        [cells.test]
        eu = "first"
        na = "second"
        [profiles.first]
        server = "%s"
        [profiles.second]
        server = "%s"
        """
            .formatted(cells.address(eu), cells.address(na)));
  }
}
