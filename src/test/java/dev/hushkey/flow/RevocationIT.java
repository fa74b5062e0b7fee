package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a revocation names is over when the command returns, and nothing else is. */
@OnStack
class RevocationIT {

  private static final Duration SWEPT = Duration.ofSeconds(20);

  private final Linking linking = new Linking(TestStack.current());

  private Linked alice;
  private Linked bob;

  /** A person with two cameras, linked, granted, and working. */
  private record Linked(
      String user, DeviceId camera, DeviceId other, Linking.Tokens tokens, String link) {}

  @BeforeEach
  void twoPeopleWithLinks() {
    alice = linked("alice", People.ALICE);
    bob = linked("bob", People.BOB);
    assertWorks(alice);
    assertWorks(bob);
  }

  private Linked linked(String name, String user) {
    Database.endLinks(user);
    DeviceId camera = Api.newCamera(user);
    DeviceId other = Api.newCamera(user);
    Set<Action> all = Set.of(Action.EVENTS, Action.VIEW);
    Linking.Tokens tokens = linking.link(name, Map.of(camera, all, other, all));
    Api.acceptGrant(
            new AmazonLogin(TestStack.current()).code(name + "-amazon"), tokens.accessToken())
        .then()
        .statusCode(200)
        .body("event.header.name", equalTo("AcceptGrant.Response"));
    return new Linked(user, camera, other, tokens, Database.activeLink(user).toString());
  }

  private void assertWorks(Linked person) {
    Api.handOut(person.user(), person.camera(), Action.EVENTS).then().statusCode(200);
    Api.check(person.tokens().accessToken(), person.camera(), Action.VIEW)
        .then()
        .body("allowed", equalTo(true));
    assertThat(linking.refresh(person.tokens().refreshToken()).status()).isEqualTo(200);
  }

  private void assertOver(Linked person) {
    Api.handOut(person.user(), person.camera(), Action.EVENTS).then().statusCode(403);
    Api.check(person.tokens().accessToken(), person.camera(), Action.VIEW)
        .then()
        .body("allowed", equalTo(false));
    assertThat(linking.refresh(person.tokens().refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void revocationOfAnAssistant_endsAllItsLinksAtOnce_andLinkingAgainWorks() {
    Api.revoke(Map.of("assistant", "alexa"))
        .then()
        .statusCode(200)
        .body("revocation", notNullValue());
    assertOver(alice);
    assertOver(bob);
    assertWorks(linked("alice", People.ALICE));
    assertOver(bob);
  }

  @Test
  void revocationOfEverything_endsEveryLink() {
    Api.revoke(Map.of("everything", true)).then().statusCode(200);
    assertOver(alice);
    assertOver(bob);
  }

  @Test
  void revocationOfOneUser_leavesEverybodyElseAlone() {
    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
    assertOver(alice);
    assertWorks(bob);
  }

  @Test
  void revocationOfOneLink_leavesEverybodyElseAlone() {
    Api.revoke(Map.of("link", bob.link())).then().statusCode(200);
    assertOver(bob);
    assertWorks(alice);
  }

  @Test
  void revocationOfOneDevice_leavesTheOtherDevicesOfTheLinkAlone() {
    Api.revoke(Map.of("device", alice.camera().value())).then().statusCode(200);
    Api.handOut(alice.user(), alice.camera(), Action.EVENTS)
        .then()
        .statusCode(403)
        .body("reason", equalTo("device-not-granted"));
    Api.check(alice.tokens().accessToken(), alice.camera(), Action.VIEW)
        .then()
        .body("allowed", equalTo(false));
    Api.handOut(alice.user(), alice.other(), Action.EVENTS).then().statusCode(200);
    assertWorks(bob);
  }

  /** The cut-off row alone decides; the sweep only cleans up, and never runs here. */
  @ParameterizedTest
  @ValueSource(strings = {"assistant:alexa", "user:%s", "user:%s/assistant:alexa", "link:%s"})
  void cutOffAlone_withoutAnySweep_closesEveryDoor(String scope) {
    UUID revocation = UUID.randomUUID();
    String key = scope.formatted(scope.startsWith("link") ? alice.link() : People.ALICE);
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, finished_at)
        values (?, ?, 'a test', 'system', clock_timestamp(), clock_timestamp())
        """,
        revocation,
        key);
    Database.update(
        """
        insert into cut_off (scope, at, revocation_id) values (?, clock_timestamp(), ?)
        """,
        key,
        revocation);
    Api.handOut(People.ALICE, alice.camera(), Action.EVENTS)
        .then()
        .statusCode(403)
        .body("reason", equalTo("link-revoked"));
    assertOver(alice);
    if (!scope.startsWith("assistant")) {
      assertWorks(bob);
    }
    assertThat(Database.text("select state from link where id = ?::uuid", alice.link()))
        .isEqualTo("ACTIVE");
  }

  @Test
  void accessTokenRefreshedAfterTheCutOffFromAnOlderLink_isDeadToo() {
    // As if a refresh had slipped in between the instant of the cut-off and its commit.
    Api.revoke(Map.of("user", People.ALICE));
    Database.update(
        "update access_token set issued_at = clock_timestamp() + interval '1 hour'"
            + " where link_id = ?::uuid",
        alice.link());
    Api.check(alice.tokens().accessToken(), alice.camera(), Action.VIEW)
        .then()
        .body("allowed", equalTo(false));
  }

  @Test
  void codeFromBeforeTheCutOff_cannotBeExchangedAfterIt() {
    Linking.Approval approval =
        linking.approve("alice", Map.of(alice.camera(), Set.of(Action.VIEW)));
    Api.revoke(Map.of("assistant", "alexa"));
    assertThat(linking.exchange(approval).error()).isEqualTo("invalid_grant");
  }

  @Test
  void dryRun_countsAndEndsNothing() {
    Api.revoke(Map.of("user", People.ALICE), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("links", equalTo(1))
        .body("users", equalTo(1));
    Api.revoke(Map.of("device", bob.camera().value()), Map.of("dryRun", true))
        .then()
        .body("links", equalTo(1));
    assertWorks(alice);
    assertWorks(bob);
  }

  @Test
  void sweep_erasesTheSealedTokensAndSaysHowMany() {
    String revocation =
        Api.revoke(Map.of("user", People.ALICE)).then().extract().path("revocation");
    await()
        .atMost(SWEPT)
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("finishedAt", notNullValue())
                    .body("swept", equalTo(1)));
    assertThat(
            Database.text(
                "select sealed is null from upstream_token where link_id = ?::uuid", alice.link()))
        .isEqualTo("t");
    assertThat(Database.text("select state_reason from link where id = ?::uuid", alice.link()))
        .isEqualTo("revocation:" + revocation);
  }

  @Test
  void endSessions_logsThePeopleConcernedOutAtKeycloak() {
    String revocation =
        Api.revoke(Map.of("user", People.ALICE), Map.of("endSessions", true))
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
                    .body("endedSessions", equalTo(1)));
    // Keycloak dates a log-in by whole seconds, and the next test may log in within this one.
    Database.update(
        "update cut_off set at = at - interval '1 minute', made_at = made_at - interval '1 minute'"
            + " where end_sessions");
  }

  /** As if the configuration had lost an assistant that people had linked. */
  @Test
  void assistantThatIsNotConfiguredAnyMore_isRefusedWithWhateverToken_andCanBeRevoked() {
    String token = SecretText.random().reveal();
    UUID link = UUID.randomUUID();
    LinkRef former = new LinkRef(new AssistantId("former"), new LinkId(link), alice());
    Database.store(former, "vault:v1:sealed");
    Database.update(
        """
        with granted as (
          insert into device_grant (link_id, device_id, actions, epoch, granted_at)
          select l.id, o.device_id, array['view'], o.epoch, l.authorized_at
            from link l, ownership o where l.id = ? and o.device_id = ?)
        insert into access_token (id, link_id, token_hash, issued_at, expires_at)
        values (gen_random_uuid(), ?, ?, clock_timestamp(), clock_timestamp() + interval '1 hour')
        """,
        link,
        alice.camera().value(),
        link,
        TokenHash.of(SecretText.of(token)).toBytes());

    Api.check(token, alice.camera(), Action.VIEW)
        .then()
        .statusCode(200)
        .body("allowed", equalTo(false))
        .body("reason", equalTo("token-not-live"));

    String revocation =
        Api.revoke(Map.of("assistant", "former"))
            .then()
            .statusCode(200)
            .extract()
            .path("revocation");
    await()
        .atMost(SWEPT)
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("erasedAt", notNullValue())
                    .body("swept", equalTo(1)));
    assertThat(Database.text("select sealed from upstream_token where link_id = ?", link)).isNull();
    assertThat(Database.text("select state from link where id = ?", link)).isEqualTo("REVOKED");
    // Nothing is left, and saying so once more is no mistake.
    Api.revoke(Map.of("assistant", "former")).then().statusCode(200);
    assertWorks(alice);
  }

  private static UserId alice() {
    return new UserId(People.ALICE);
  }

  @Test
  void misspeltAssistant_isRefused_andTheAnswerNamesThoseThatThereAre() {
    Api.revoke(Map.of("assistant", "alexo"))
        .then()
        .statusCode(404)
        .body(
            "detail", startsWith("no such assistant: it has no links. Configured are acme, alexa"));
    Api.revoke(Map.of("user", People.ALICE, "assistant", "alexo"), Map.of("dryRun", true))
        .then()
        .statusCode(404);
    assertWorks(alice);
  }

  @Test
  void links_areListedWithTheStateInForce() {
    Api.admin()
        .queryParam("user", People.ALICE)
        .queryParam("state", "ACTIVE")
        .get("/v1/links")
        .then()
        .statusCode(200)
        .body("links.link", hasItem(alice.link()));
    Api.revoke(Map.of("user", People.ALICE));
    Api.admin()
        .queryParam("user", People.ALICE)
        .queryParam("state", "ACTIVE")
        .get("/v1/links")
        .then()
        .body("links.link", not(hasItem(alice.link())));
    Api.admin()
        .get("/v1/links/{link}", alice.link())
        .then()
        .statusCode(200)
        .body("link.state", equalTo("REVOKED"))
        .body("devices.live", not(hasItem(true)));
  }

  @Test
  void badSelectors_areRefusedAndRevokeNothing() {
    Api.revoke(Map.of()).then().statusCode(400);
    Api.revoke(Map.of("assistant", "alexo")).then().statusCode(404);
    Api.revoke(Map.of("user", People.ALICE, "everything", true)).then().statusCode(400);
    Api.revoke(Map.of("everything", true, "assistant", "alexa")).then().statusCode(400);
    Api.revoke(Map.of("link", "not-a-uuid")).then().statusCode(400);
    Api.revoke(Map.of("user", People.ALICE), Map.of("reason", " ")).then().statusCode(400);
    Api.revoke(Map.of("usr", People.ALICE)).then().statusCode(400);
    assertWorks(alice);
  }
}
