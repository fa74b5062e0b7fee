package dev.hushkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.session.Session;
import dev.hushkey.cli.session.SessionStore;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CLI against a real server and a real Keycloak. */
@OnStack
class CliIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PAGE = Pattern.compile("(?m)^ {4}(http\\S+)$");

  @TempDir Path home;

  private final LocalStack stack = TestStack.current();
  private final String user = "user-" + UUID.randomUUID();
  private CliRun cli;

  @BeforeEach
  void nameTheServer() {
    cli = CliRun.in(home).server(stack.hushkeyConfig().get("hushkey.issuer"));
  }

  private CliRun.Result logInAs(String client) {
    return cli.piping(stack.keycloak().clientSecret(client) + "\n")
        .run("login", "--client-id", client, "--client-secret-file", "-");
  }

  private static String link(String user) {
    String link = UUID.randomUUID().toString();
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        values (?::uuid, ?, 'alexa', 'ACTIVE', clock_timestamp(), clock_timestamp(), clock_timestamp())
        """,
        link,
        user);
    return link;
  }

  private JsonNode json(String... command) throws IOException {
    CliRun.Result result = cli.run(command);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    return JSON.readTree(result.out());
  }

  @Test
  void program_logsInByItsSecretAndListsLinksAsJson() throws IOException {
    String link = link(user);
    CliRun.Result login = logInAs("hushkey-admin");
    assertThat(login.exitCode()).as(login.err()).isEqualTo(ExitCode.OK);
    assertThat(login.out()).isEmpty();

    JsonNode found = json("links", "list", "--user", user, "--output", "json");

    assertThat(found.at("/links/0/link").asText()).isEqualTo(link);
    assertThat(found.at("/links/0/state").asText()).isEqualTo("ACTIVE");
    assertThat(found.path("links")).hasSize(1);
  }

  @Test
  void links_areListedOverPagesUpToTheLimit() throws IOException {
    for (int i = 0; i < 3; i++) {
      link(user + i);
    }
    logInAs("hushkey-admin");
    CliRun.Result two = cli.run("links", "list", "--assistant", "alexa", "--limit", "2");
    assertThat(two.out().lines()).hasSize(3);
    assertThat(two.err()).contains("There are more");
    JsonNode all = json("links", "list", "--limit", "100000", "--output", "json");
    assertThat(all.path("links").size()).isGreaterThanOrEqualTo(3);
    assertThat(all.has("next")).isFalse();
  }

  @Test
  void oneLink_isShownWithWhatHangsOnIt() {
    String link = link(user);
    logInAs("hushkey-admin");
    CliRun.Result shown = cli.run("links", "show", link);
    assertThat(shown.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(shown.out()).contains(link, user, "ACTIVE", "DEVICE");
  }

  @Test
  void dryRun_countsAndChangesNothing() throws IOException {
    link(user);
    logInAs("hushkey-admin");
    CliRun.Result counted = cli.run("revoke", "--user", user, "--dry-run");
    assertThat(counted.out()).contains("1 link of 1 user (", "Nothing was changed");
    assertThat(state(user)).isEqualTo("ACTIVE");
  }

  @Test
  void revokedLink_isOverWhenTheCommandReturns_andOthersAreNot() throws IOException {
    String link = link(user);
    String other = link("other-" + user);
    logInAs("hushkey-admin");

    CliRun.Result revoked = cli.run("revoke", "--link", link, "--reason", "a test");

    assertThat(revoked.exitCode()).as(revoked.err()).isEqualTo(ExitCode.OK);
    assertThat(revoked.err()).contains("In force since", "Revoked link " + link);
    assertThat(state(user)).isEqualTo("REVOKED");
    assertThat(json("links", "show", other, "--output", "json").at("/link/state").asText())
        .isEqualTo("ACTIVE");
  }

  @Test
  void leakedTokens_fromAFile_endTheirLinks_andTheAnswerSaysWhose() throws IOException {
    String link = link(user);
    String token = "leaked-" + user;
    Database.update(
        """
        insert into refresh_token (token_hash, link_id, issued_at)
        values (sha256(?::text::bytea), ?::uuid, clock_timestamp())
        """,
        token,
        link);
    Path file = Files.writeString(home.resolve("leaked.txt"), "not ours\n\n" + token + "\n");
    logInAs("hushkey-admin");

    CliRun.Result counted = cli.run("revoke", "--leaked-tokens", file.toString(), "--dry-run");
    assertThat(counted.out())
        .contains("Would revoke 1 link of 1 user (", link, user)
        .doesNotContain("not ours", token);
    assertThat(state(user)).isEqualTo("ACTIVE");

    CliRun.Result revoked =
        cli.typing("leaked-tokens\n")
            .run("revoke", "--leaked-tokens", file.toString(), "--reason", "a test");
    assertThat(revoked.exitCode()).as(revoked.err()).isEqualTo(ExitCode.OK);
    assertThat(revoked.err()).contains("1 of 2 listed tokens is ours", "In force since");
    assertThat(revoked.out().lines().toList().getLast()).startsWith("3 ").contains(link, user);
    assertThat(state(user)).isEqualTo("REVOKED");
  }

  @Test
  void listedUsers_fromStandardInput_areRevoked_andOthersAreNot() throws IOException {
    link(user);
    link("other-" + user);
    logInAs("hushkey-admin");
    CliRun.Result revoked =
        cli.piping("\n" + user + "\nnobody-" + user + "\n")
            .run("revoke", "--users", "-", "--yes", "--reason", "a test");
    assertThat(revoked.exitCode()).as(revoked.err()).isEqualTo(ExitCode.OK);
    assertThat(revoked.err())
        .contains("Revoked the links of 2 listed users (list ", "In force since");
    assertThat(state(user)).isEqualTo("REVOKED");
    assertThat(state("other-" + user)).isEqualTo("ACTIVE");
  }

  @Test
  void revocation_waitedFor_isFinishedAndCanBeShownLater() throws IOException {
    link(user);
    logInAs("hushkey-admin");
    JsonNode done =
        json("revoke", "--user", user, "--reason", "a test", "--wait", "--output", "json");
    assertThat(done.path("finishedAt").asText()).isNotEmpty();
    assertThat(done.path("swept").asLong()).isEqualTo(1);
    String revocation = done.path("revocation").asText();
    assertThat(cli.run("revocations", "show", revocation).out()).contains(revocation, "a test");
    assertThat(cli.run("revocations", "list", "--limit", "1").out()).contains(revocation);
    assertThat(cli.run("revocations", "watch", revocation).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(cli.run("revocations", "pause", revocation).err()).contains("nothing to pause");
    assertThat(cli.run("revocations", "resume", revocation).err()).contains("is finished");
  }

  @Test
  void wholeAssistant_typedToConfirm_isRevoked() throws IOException {
    link(user);
    logInAs("hushkey-admin");
    CliRun.Result revoked =
        cli.typing("alexa\n").run("revoke", "--assistant", "alexa", "--all", "--reason", "a test");
    assertThat(revoked.exitCode()).as(revoked.err()).isEqualTo(ExitCode.OK);
    assertThat(revoked.err()).contains("This revokes", " of ", "Type alexa to confirm");
    assertThat(state(user)).isEqualTo("REVOKED");
  }

  @Test
  void wholeAssistant_notConfirmed_stays() throws IOException {
    link(user);
    logInAs("hushkey-admin");
    CliRun.Result refused =
        cli.typing("yes\n").run("revoke", "--assistant", "alexa", "--all", "--reason", "a test");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(state(user)).isEqualTo("ACTIVE");
  }

  private String state(String user) throws IOException {
    return json("links", "list", "--user", user, "--output", "json").at("/links/0/state").asText();
  }

  @Test
  void whatDoesNotExist_isNotFound() {
    logInAs("hushkey-admin");
    String nothing = UUID.randomUUID().toString();
    String[][] commands = {
      {"links", "show", nothing},
      {"revocations", "show", nothing},
      {"revoke", "--assistant", "alexia", "--all", "--yes", "--reason", "a test"}
    };
    for (String[] command : commands) {
      CliRun.Result result = cli.run(command);
      assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(result.err()).contains("Not found", "Correlation id: ");
    }
  }

  @Test
  void reasonThatTheServerRefuses_isUsageInItsWords() {
    logInAs("hushkey-admin");
    CliRun.Result result = cli.run("revoke", "--user", user, "--reason", "x".repeat(501));
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("reason: must be 1 to 500 characters");
  }

  @Test
  void callerWithoutTheRole_isNotAllowed() {
    logInAs("camera-backend");
    CliRun.Result result = cli.run("links", "list");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED);
    assertThat(result.err()).contains("needs the realm role admin");
  }

  @Test
  void programWithAWrongSecret_isNotLoggedIn() {
    CliRun.Result result =
        cli.piping("wrong").run("login", "--client-id", "x", "--client-secret-file", "-");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
    assertThat(cli.run("links", "list").exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
  }

  @Test
  void loggedOut_isNotLoggedIn() {
    logInAs("hushkey-admin");
    assertThat(cli.run("logout").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(cli.run("links", "list").exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
  }

  @Test
  void person_logsInInABrowser_isRenewed_andLogsOut() throws Exception {
    CompletableFuture<CliRun.Result> login = CompletableFuture.supplyAsync(() -> cli.run("login"));
    approve(verificationPage(login), "carol");
    assertThat(login.get(1, TimeUnit.MINUTES).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(cli.run("links", "list").exitCode()).isEqualTo(ExitCode.OK);

    // Ten minutes later by this machine's clock the access token is over, the session is not.
    CliRun.Result renewed = after(Duration.ofMinutes(10)).run("links", "list", "--verbose");
    assertThat(renewed.exitCode()).as(renewed.err()).isEqualTo(ExitCode.OK);
    assertThat(renewed.err()).contains("/protocol/openid-connect/token").doesNotContain("eyJ");

    Session session =
        SessionStore.in(Map.of("XDG_CONFIG_HOME", home.toString()))
            .find(Server.from(stack.hushkeyConfig().get("hushkey.issuer")))
            .orElseThrow();
    assertThat(cli.run("logout").exitCode()).isEqualTo(ExitCode.OK);
    // Kept by a thief, the given back token renews nothing.
    SessionStore.in(Map.of("XDG_CONFIG_HOME", home.toString())).logIn(session);
    CliRun.Result stolen = after(Duration.ofMinutes(20)).run("links", "list");
    assertThat(stolen.exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
    assertThat(stolen.err()).contains("The log-in has expired");
  }

  private CliRun after(Duration time) {
    return cli.clock(Clock.offset(Clock.systemUTC(), time));
  }

  /** As soon as the command has printed it. */
  private URI verificationPage(CompletableFuture<CliRun.Result> login) {
    while (!login.isDone()) {
      Matcher page = PAGE.matcher(cli.errSoFar());
      if (page.find()) {
        return URI.create(page.group(1));
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no page was shown: " + login.join().err());
  }

  private void approve(URI address, String person) {
    PlainBrowser browser = new PlainBrowser("none:");
    PlainBrowser.Page logIn = browser.open(address);
    PlainBrowser.Page consent =
        browser.submit(
            logIn,
            form(logIn, "form#kc-form-login"),
            List.of(
                Map.entry("username", person),
                Map.entry("password", stack.keycloak().password(person))));
    PlainBrowser.Page end =
        browser.submit(
            consent, form(consent, "form:has([name=accept])"), List.of(Map.entry("accept", "Yes")));
    assertThat(end.status()).isEqualTo(200);
  }

  private static Element form(PlainBrowser.Page page, String selector) {
    Element form = page.document().selectFirst(selector);
    assertThat(form).as(page.document().text()).isNotNull();
    return form;
  }

  @Test
  void signingKey_typedToConfirm_isWithdrawn_andAnotherSigns() throws IOException {
    logInAs("hushkey-admin");
    String leaked = signing();

    CliRun.Result refused = cli.piping("").run("keys", "withdraw", leaked, "--reason", "a test");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(signing()).isEqualTo(leaked);

    CliRun.Result done =
        cli.typing("withdraw\n").run("keys", "withdraw", leaked, "--reason", "a test");

    assertThat(done.exitCode()).as(done.err()).isEqualTo(ExitCode.OK);
    assertThat(done.err()).contains("Withdrawn: " + leaked).doesNotContain("No key signs");
    assertThat(done.out()).contains("PURPOSE", "access-tokens", "withdrawn", "signing");
    assertThat(signing()).isNotEqualTo(leaked);
    CliRun.Result unknown =
        cli.piping("").run("keys", "withdraw", "x".repeat(43), "--yes", "--reason", "a test");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
  }

  private String signing() throws IOException {
    for (JsonNode key : json("keys", "list", "--output", "json").path("keys")) {
      if (key.path("state").asText().equals("signing")
          && key.path("purpose").asText().equals("access-tokens")) {
        return key.path("kid").asText();
      }
    }
    throw new AssertionError("no key signs");
  }
}
