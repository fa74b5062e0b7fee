package dev.hushkey.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a profile changes in what people see and where they log in. */
class ProfileUseTest {

  private static final String RED = "\u001b[";
  private static final String DRY = "{\"links\": 2, \"users\": 1, \"ends\": \"all with alexa\"}";
  private static final String[] REVOKE = {
    "revoke", "--assistant", "alexa", "--all", "--reason", "leak"
  };

  @TempDir Path home;

  private ScriptedServer server;

  @BeforeEach
  void logIn() throws IOException {
    server = ScriptedServer.start().withLogIn(home);
    profile("production = true");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void profile(String further) throws IOException {
    Files.writeString(
        home.resolve("hushkey/config.toml"),
        "profile = \"live\"\n[profiles.live]\nserver = \"%s\"\n%s\n"
            .formatted(server.url(), further));
  }

  @Test
  void production_isMarkedInRedOnATerminal() {
    server.reply("/v1/links", 200, "{\"links\": []}");
    String marked = CliRun.in(home).watched().run("links", "list").err();
    assertThat(marked)
        .isEqualTo("\u001b[1;31mPRODUCTION: profile live, %s\u001b[0m%n".formatted(server.url()));
  }

  @Test
  void production_isMarkedWithoutColor_whereColorIsNotWanted() {
    server.reply("/v1/links", 200, "{\"links\": []}");
    for (String[] no : new String[][] {{"NO_COLOR", "1"}, {"TERM", "dumb"}}) {
      assertThat(CliRun.in(home).watched().environment(no[0], no[1]).run("links", "list").err())
          .isEqualTo("PRODUCTION: profile live, %s%n".formatted(server.url()));
    }
  }

  @Test
  void pipe_seesNoMark() {
    server.reply("/v1/links", 200, "{\"links\": []}");
    assertThat(CliRun.in(home).run("links", "list").err()).isEmpty();
  }

  @Test
  void confirmation_namesProfileServerAndProduction() {
    server.reply("/v1/revocations", 200, DRY);
    CliRun.Result refused = CliRun.in(home).typing("no\n").run(REVOKE);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(refused.err().replaceAll("\u001b\\[[\\d;]+m", ""))
        .contains("PRODUCTION: profile live, %s%nType alexa".formatted(server.url()));
    assertThat(refused.err()).contains(RED);
  }

  @Test
  void confirmation_namesTheServer_whereNothingIsProduction() throws IOException {
    profile("");
    server.reply("/v1/revocations", 200, DRY);
    CliRun.Result refused = CliRun.in(home).typing("no\n").run(REVOKE);
    assertThat(refused.err())
        .contains("At profile live, %s%nType alexa".formatted(server.url()))
        .doesNotContain("PRODUCTION", RED);
  }

  @Test
  void server_thatNamesAnotherRealmThanItsProfile_getsNoLogIn() throws IOException {
    profile("issuer = \"https://login.example/realms/ours\"");
    server.reply(
        "/.well-known/oauth-protected-resource",
        200,
        "{\"authorization_servers\": [\"@url/realms/phish\"]}");
    CliRun.Result login =
        CliRun.in(home)
            .piping("secret")
            .run("login", "--client-id", "x", "--client-secret-file", "-");
    assertThat(login.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(login.err()).contains("/realms/phish", "realms/ours", "do not log in");
    assertThat(server.asked()).doesNotContain("secret");
  }

  @Test
  void caFile_thatIsNone_isNamed() throws IOException {
    profile("ca-file = \"config.toml\"");
    CliRun.Result list = CliRun.in(home).run("links", "list");
    assertThat(list.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(list.err()).contains("hushkey/config.toml", "not a PEM file");
  }

  @Test
  void links_asCsv_areOneRowEach_alsoWhenThereAreNone() {
    server.reply("/v1/links", 200, "{\"links\": []}");
    server.reply(
        "/v1/links",
        200,
        """
        {"links": [{"link": "11111111-1111-4111-8111-111111111111", "user": "f:1:jo,anna",
          "assistant": "alexa", "state": "ACTIVE", "liveDevices": 2,
          "authorizedAt": "2026-01-01T00:00:00Z"}]}""");
    String header = "link,user,assistant,state,devices,since,reason\r\n";
    assertThat(CliRun.in(home).run("links", "list", "--output", "csv").out()).isEqualTo(header);
    assertThat(CliRun.in(home).run("links", "list", "--output", "csv").out())
        .isEqualTo(
            header
                + "11111111-1111-4111-8111-111111111111,\"f:1:jo,anna\",alexa,ACTIVE,2,"
                + "2026-01-01T00:00:00Z,\r\n");
  }

  @Test
  void profiles_areListedWithTheirLogIns() throws IOException {
    Files.writeString(
        home.resolve("hushkey/config.toml"),
        "[profiles.other]\nserver = \"https://other.example\"\n",
        java.nio.file.StandardOpenOption.APPEND);
    CliRun.Result list = CliRun.in(home).run("profiles", "list");
    assertThat(list.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(list.out())
        .containsPattern("live +http://127.0.0.1:\\d+ +yes +yes +yes")
        .containsPattern("other +https://other.example +no +no +no");
    assertThat(CliRun.in(home).run("profiles", "list", "--output", "json").out())
        .contains("\"name\":\"other\"", "\"issuer\":null", "\"usual\":true")
        .doesNotContain("planted-token");
  }
}
