package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.cli.CliRun;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.FurtherPeople;
import io.restassured.response.Response;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * People whom Keycloak knows from elsewhere. Their subjects are anything that OpenID Connect Core
 * §2 allows, and everything works for them as it does for others.
 */
@OnStack
class FederatedUserIT {

  private static final Duration SWEPT = Duration.ofSeconds(20);
  private static final String FEDERATED = "f:6f1c2b1e-9d1f-4c55-8a0e-52b1a0c3d001:";

  @TempDir Path home;

  private final Linking linking = new Linking(TestStack.current());

  static List<String> subjects() {
    return List.of(
        FEDERATED + "jo+cam@example.org",
        FEDERATED + "Jo/Cam 100%2F \"q\" 'r' \\ <i>&amp;#?;=,{}[]|^`~$*!",
        FEDERATED + "x".repeat(200),
        "jo/assistant:alexa",
        "~");
  }

  @AfterEach
  void everybodyIsThemselvesAgain() {
    FurtherPeople.vouchForThemselves();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void subjectOfAnyForm_worksFromLogInToRevocation(String subject) {
    DeviceId camera = Api.newCamera(subject);
    FurtherPeople.vouchFor(subject);

    Linking.Tokens tokens = linking.link("alice", Map.of(camera, Set.of(Action.VIEW)));
    grant(tokens);

    check(tokens, camera).then().statusCode(200).body("allowed", equalTo(true));
    Api.handOut(subject, camera, Action.VIEW).then().statusCode(200);
    assertThat(connected()).contains("Amazon Alexa");
    assertListed(subject);
    assertThat(recorded(subject)).contains("link-made", "check", "handout");

    Api.revoke(Map.of("user", subject, "assistant", "alexa")).then().statusCode(200);
    check(tokens, camera).then().body("allowed", equalTo(false));
    Api.handOut(subject, camera, Action.VIEW).then().statusCode(403);
  }

  @Test
  void subjectsThatDifferInCaseAlone_areTwoPeople() {
    DeviceId camera = Api.newCamera(FEDERATED + "Jo");
    FurtherPeople.vouchFor(FEDERATED + "jo");

    Page page = linking.logIn(linking.browser(), linking.browser().open(account()), "alice");

    assertThat(page.status()).isLessThan(500);
    Api.handOut(FEDERATED + "jo", camera, Action.VIEW)
        .then()
        .statusCode(403)
        .body("reason", equalTo("not-the-owner"));
  }

  /** The key of a cut-off holds the id: no id may look like another scope. */
  @Test
  void userNamedLikeAScope_isRevokedAlone() {
    String plain = "scope-" + System.nanoTime();
    String lookalike = plain + "/assistant:alexa";
    DeviceId camera = Api.newCamera(plain);
    FurtherPeople.vouchFor(plain);
    Linking.Tokens tokens = linking.link("alice", Map.of(camera, Set.of(Action.VIEW)));

    Api.revoke(Map.of("user", lookalike)).then().statusCode(200);
    Api.revoke(Map.of("user", plain + "%2Fassistant:alexa")).then().statusCode(200);

    check(tokens, camera).then().body("allowed", equalTo(true));
  }

  /** Keycloak's admin API has the id in its path. */
  @Test
  void sessionsOfAPersonWithAnOddId_endWithTheRevocation() {
    String id = "Jo+Cam@x.org 100%25 'q'&#=" + System.nanoTime() % 10_000_000;
    String name = "jo" + System.nanoTime();
    FurtherPeople.imported(name, id);
    DeviceId camera = Api.newCamera(id);
    linking.link(name, Map.of(camera, Set.of(Action.VIEW)));
    assertThat(FurtherPeople.sessionsOf(id)).isEqualTo(1);

    String revocation =
        Api.revoke(Map.of("user", id), Map.of("endSessions", true))
            .then()
            .extract()
            .path("revocation");

    await()
        .atMost(SWEPT)
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("finishedAt", notNullValue())
                    .body("endedSessions", equalTo(1)));
    assertThat(FurtherPeople.sessionsOf(id)).isZero();
  }

  @Test
  void subjectThatNoStandardAllows_isAPageAndNoError() {
    FurtherPeople.vouchFor("j\u00f6rg");
    PlainBrowser browser = linking.browser();

    Page page = linking.logIn(browser, browser.open(account()), "alice");

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.document().select("h1").text()).isEqualTo("The log-in did not work");
  }

  private void grant(Linking.Tokens tokens) {
    Api.acceptGrant(new AmazonLogin(TestStack.current()).code("alice-amazon"), tokens.accessToken())
        .then()
        .statusCode(200)
        .body("event.header.name", equalTo("AcceptGrant.Response"));
  }

  private static Response check(Linking.Tokens tokens, DeviceId camera) {
    return Api.check(tokens.accessToken(), camera, Action.VIEW);
  }

  private String connected() {
    PlainBrowser browser = linking.browser();
    Page page = linking.logIn(browser, browser.open(account()), "alice");
    return page.document().select("section.link h2").text();
  }

  private void assertListed(String subject) {
    Api.admin()
        .queryParam("user", subject)
        .get("/v1/links")
        .then()
        .statusCode(200)
        .body("links.user", hasItem(subject));
    CliRun cli = CliRun.in(home).server(linking.issuer());
    cli.piping(TestStack.current().keycloak().clientSecret("hushkey-admin") + "\n")
        .run("login", "--client-id", "hushkey-admin", "--client-secret-file", "-");
    CliRun.Result listed = cli.run("links", "list", "--user", subject);
    assertThat(listed.exitCode()).as(listed.err()).isZero();
    assertThat(listed.out()).contains(subject);
    CliRun.Result counted = cli.run("revoke", "--user", subject, "--dry-run");
    assertThat(counted.out()).as(counted.err()).contains("1 link of 1 user");
  }

  private static String recorded(String subject) {
    return Database.text(
        "select string_agg(kind, ' ') from audit_event where user_id = ?", subject);
  }

  private URI account() {
    return URI.create(linking.issuer() + "/account/assistants");
  }
}
