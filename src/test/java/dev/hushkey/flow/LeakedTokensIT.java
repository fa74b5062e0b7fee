package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.TokenNames;
import dev.hushkey.upstream.TokenSet;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever finds tokens of ours ends the links that they can harm, and no other. */
@OnStack
class LeakedTokensIT {

  private static final String NOT_OURS = "sha256:" + "0f".repeat(32);

  private final Linking alexa = new Linking(TestStack.current());
  private final Linking acme = alexa.as(StackAssistant.ACME);
  private final Linking google = alexa.as(StackAssistant.GOOGLE);

  @Inject Sealer sealer;

  private DeviceId camera;
  private Linked alice;
  private Linked bob;

  /** A link and what its assistant has of it. */
  private record Linked(Linking assistant, Linking.Tokens tokens, DeviceId camera, String link) {}

  @BeforeEach
  void twoPeopleWithLinks() {
    Database.endLinks(People.ALICE);
    Database.endLinks(People.BOB);
    camera = Api.newCamera(People.ALICE);
    alice = link(alexa, "alice", camera);
    bob = link(alexa, "bob", Api.newCamera(People.BOB));
  }

  private static Linked link(Linking assistant, String person, DeviceId camera) {
    Linking.Tokens tokens = assistant.link(person, Map.of(camera, Set.of(Action.VIEW)));
    String link =
        Database.text(
            "select link_id from refresh_token where token_hash = sha256(?::text::bytea)",
            tokens.refreshToken());
    return new Linked(assistant, tokens, camera, link);
  }

  private static void assertWorks(Linked linked) {
    Api.check(linked.tokens().accessToken(), linked.camera(), Action.VIEW)
        .then()
        .body("allowed", equalTo(true));
  }

  private static void assertOver(Linked linked) {
    Api.check(linked.tokens().accessToken(), linked.camera(), Action.VIEW)
        .then()
        .body("allowed", equalTo(false))
        .body("reason", equalTo("link-revoked"));
    assertThat(linked.assistant().refresh(linked.tokens().refreshToken()).error())
        .isEqualTo("invalid_grant");
  }

  private static String name(String token) {
    return TokenNames.of(token).written();
  }

  private static Map<String, Object> leaked(List<String> tokens) {
    return Map.of("listed", Map.of("leakedTokens", tokens));
  }

  private static ValidatableResponse revoke(List<String> tokens) {
    return Api.revoke(leaked(tokens)).then().statusCode(200);
  }

  @Test
  void leakedRefreshToken_endsItsLinkAndNoOther_andTheAnswerSaysWhose() {
    String revocation =
        revoke(List.of(NOT_OURS, name(alice.tokens().refreshToken())))
            .body("scope", startsWith("leaked-tokens:"))
            .body("cutOffAt", notNullValue())
            .body("leakedTokens.listed", equalTo(2))
            .body("leakedTokens.matched", equalTo(1))
            .body("leakedTokens.live", equalTo(1))
            .body("leakedTokens.matches", hasSize(1))
            .body("leakedTokens.matches[0].position", equalTo(2))
            .body("leakedTokens.matches[0].kind", equalTo("refresh-token"))
            .body("leakedTokens.matches[0].live", equalTo(true))
            .body("leakedTokens.matches[0].ends", equalTo(true))
            .body("leakedTokens.matches[0].user", equalTo(People.ALICE))
            .body("leakedTokens.matches[0].assistant", equalTo("alexa"))
            .body("leakedTokens.matches[0].link", equalTo(alice.link()))
            .extract()
            .path("revocation");
    assertOver(alice);
    assertWorks(bob);

    Linked again = link(alexa, "alice", camera);
    await()
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("finishedAt", notNullValue())
                    .body("swept", equalTo(1))
                    .body("leakedTokens", nullValue()));
    assertWorks(again);
    assertWorks(bob);
    assertThat(Database.text("select state_reason from link where id = ?::uuid", alice.link()))
        .isEqualTo("revocation:" + revocation);
  }

  @Test
  void leakedAccessTokens_signedOrOpaque_endTheirLinks() {
    Linked opaque = link(google, "alice", camera);
    assertThat(name(alice.tokens().accessToken())).startsWith("jti:");
    assertThat(name(opaque.tokens().accessToken())).startsWith("sha256:");

    revoke(List.of(name(alice.tokens().accessToken()), name(opaque.tokens().accessToken())))
        .body("leakedTokens.matches.kind", equalTo(List.of("access-token", "access-token")))
        .body("leakedTokens.matches.assistant", equalTo(List.of("alexa", "google")))
        .body("leakedTokens.matches[0].token", equalTo(name(alice.tokens().accessToken())))
        .body(
            "leakedTokens.matches[1].token",
            equalTo(name(opaque.tokens().accessToken()).substring(0, "sha256:".length() + 12)));

    assertOver(alice);
    assertOver(opaque);
    assertWorks(bob);
  }

  /** A thief may have been the one who used it up. */
  @Test
  void refreshTokenThatIsUsedUp_endsItsLink() {
    Linked rotating = link(acme, "alice", camera);
    Linking.Tokens second = acme.refresh(rotating.tokens().refreshToken()).tokens();
    Linking.Tokens third = acme.refresh(second.refreshToken()).tokens();

    revoke(List.of(name(rotating.tokens().refreshToken())))
        .body("leakedTokens.matches[0].live", equalTo(false))
        .body("leakedTokens.matches[0].ends", equalTo(true));

    assertThat(acme.refresh(third.refreshToken()).error()).isEqualTo("invalid_grant");
    assertWorks(alice);
  }

  @Test
  void tokensThatCanDoNoHarm_areNamedAndEndNothing() {
    Database.update(
        "update access_token set expires_at = clock_timestamp() where link_id = ?::uuid",
        alice.link());
    revoke(List.of(name(bob.tokens().refreshToken())));

    revoke(List.of(name(alice.tokens().accessToken()), name(bob.tokens().refreshToken())))
        .body("leakedTokens.live", equalTo(0))
        .body("leakedTokens.matches.live", equalTo(List.of(false, false)))
        .body("leakedTokens.matches.ends", equalTo(List.of(false, false)));

    assertThat(alexa.refresh(alice.tokens().refreshToken()).status()).isEqualTo(200);
  }

  /** They are not named in the answer by more than the beginning of a hash, either. */
  @Test
  void tokensOfTheAssistant_endTheLinkThatHoldsThem_andNoOther() {
    LinkedCamera holder = LinkedCamera.ofAlice().granted();
    LinkedCamera other = LinkedCamera.ofBob().granted();
    TokenSet tokens = stored(holder);
    String access = tokens.access().secret().reveal();
    List<String> names = List.of(hash(access), NOT_OURS, hash(tokens.refresh().secret().reveal()));

    Api.revoke(leaked(names), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("links", equalTo(1))
        .body("leakedTokens.matches.position", equalTo(List.of(1, 3)))
        .body(
            "leakedTokens.matches.kind",
            equalTo(List.of("upstream-access-token", "upstream-refresh-token")))
        .body("leakedTokens.matches.live", equalTo(List.of(true, true)))
        .body("leakedTokens.matches.ends", equalTo(List.of(true, true)))
        .body("leakedTokens.matches.user", equalTo(List.of(People.ALICE, People.ALICE)))
        .body("leakedTokens.matches[0].token", equalTo(names.getFirst().substring(0, 19)))
        .body("leakedTokens.matches[0].link", equalTo(holder.link().toString()));
    assertThat(holder.allows(Action.VIEW)).isTrue();

    revoke(List.of(names.getLast())).body("leakedTokens.live", equalTo(1));

    assertThat(holder.allows(Action.VIEW)).isFalse();
    Api.handOut(People.ALICE, holder.device(), Action.EVENTS).then().statusCode(403);
    assertThat(other.allows(Action.VIEW)).isTrue();
    await().untilAsserted(() -> assertThat(holder.stored("sealed")).isNull());
    Api.revoke(leaked(names), Map.of("dryRun", true))
        .then()
        .body("leakedTokens.matches.live", equalTo(List.of(false, false)))
        .body("leakedTokens.matches.ends", equalTo(List.of(false, false)))
        .body("leakedTokens.matches.user", equalTo(List.of(People.ALICE, People.ALICE)));
  }

  @Test
  void tokensOfTheAssistant_areFoundAfterARefresh_theNewOnes() {
    LinkedCamera holder = LinkedCamera.ofAlice().granted();
    String before = hash(stored(holder).access().secret().reveal());
    holder.endsIn(-60);
    Api.handOut(People.ALICE, holder.device(), Action.EVENTS).then().statusCode(200);
    String after = hash(stored(holder).access().secret().reveal());
    assertThat(after).isNotEqualTo(before);

    Api.revoke(leaked(List.of(before, after)), Map.of("dryRun", true))
        .then()
        .body("leakedTokens.matches.position", equalTo(List.of(2)));
  }

  /** Its assistant refuses the refresh token; whatever else it was good for, it may still be. */
  @Test
  void refreshTokenOfTheAssistant_ofALinkToRepair_isNotLive_andEndsIt() {
    LinkedCamera holder = LinkedCamera.ofAlice().granted();
    TokenSet tokens = stored(holder);
    Database.update("update link set state = 'NEEDS_RELINK' where id = ?", holder.link());

    Api.revoke(
            leaked(
                List.of(
                    hash(tokens.refresh().secret().reveal()),
                    hash(tokens.access().secret().reveal()))),
            Map.of("dryRun", true))
        .then()
        .body("leakedTokens.matches.live", equalTo(List.of(false, true)))
        .body("leakedTokens.matches.ends", equalTo(List.of(true, true)));
  }

  /**
   * The same token twice, and one link by two tokens: each line has its answer, the link one end.
   */
  @Test
  void namesThatMeetOnOneLink_areAnsweredEachOnce() {
    String refresh = name(alice.tokens().refreshToken());
    String access = name(alice.tokens().accessToken());
    revoke(List.of(refresh, NOT_OURS, access, refresh))
        .body("leakedTokens.matches.position", equalTo(List.of(1, 3, 4)))
        .body(
            "leakedTokens.matches.kind",
            equalTo(List.of("refresh-token", "access-token", "refresh-token")))
        .body("leakedTokens.live", equalTo(3));
    assertOver(alice);
    assertWorks(bob);
  }

  /** Whoever finds a signed token does not know who signed it. */
  @Test
  void signedToken_namedByIdAndHash_isFoundByEither() {
    LinkedCamera holder = LinkedCamera.ofBob().granted();
    String stranger = "jti:" + UUID.randomUUID() + ",";
    Api.revoke(
            leaked(
                List.of(
                    name(alice.tokens().accessToken()) + "," + NOT_OURS,
                    stranger + hash(stored(holder).access().secret().reveal()),
                    stranger + NOT_OURS)),
            Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("leakedTokens.matches.position", equalTo(List.of(1, 2)))
        .body(
            "leakedTokens.matches.kind", equalTo(List.of("access-token", "upstream-access-token")));
  }

  private static String hash(String token) {
    return TokenNames.hash(token).written();
  }

  /** The set that is sealed for this link, as only Hushkey can open it. */
  private TokenSet stored(LinkedCamera camera) {
    LinkRef link =
        new LinkRef(
            new AssistantId("alexa"), new LinkId(camera.link()), new UserId(camera.owner()));
    SecretText opened =
        sealer
            .open(new SealedText(camera.stored("sealed")), SealBinding.ofLink(link))
            .await()
            .atMost(Duration.ofSeconds(20));
    return TokenSet.read(opened, Instant.EPOCH);
  }

  @Test
  void dryRun_saysTheSameAndEndsNothing() {
    List<String> tokens =
        List.of(
            name(alice.tokens().refreshToken()),
            name(alice.tokens().accessToken()),
            NOT_OURS,
            name(bob.tokens().accessToken()));
    Api.revoke(leaked(tokens), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("dryRun", equalTo(true))
        .body("links", equalTo(2))
        .body("users", equalTo(2))
        .body("leakedTokens.listed", equalTo(4))
        .body("leakedTokens.matches.position", equalTo(List.of(1, 2, 4)));
    assertWorks(alice);
    assertWorks(bob);
  }

  /** More than one statement takes, and all in force with one commit. */
  @Test
  void thousandsOfTokens_endTheirLinksAtOnce_andNoneOfTheirNeighbours() {
    int size = Integer.getInteger("leaked.tokens", 11_000);
    String run = "leak-" + UUID.randomUUID();
    Database.update(
        """
        with made as (
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          select gen_random_uuid(), ? || '-' || n, 'alexa', 'ACTIVE', clock_timestamp(),
                 clock_timestamp(), clock_timestamp()
            from generate_series(1, ?) as n
          returning id, user_id)
        insert into refresh_token (token_hash, link_id, issued_at)
        select sha256(user_id::bytea), id, clock_timestamp() from made
        """,
        run,
        size + 1);
    List<String> tokens =
        IntStream.rangeClosed(1, size).mapToObj(n -> name(run + "-" + n)).toList();
    Response answer = Api.revokeLong(leaked(tokens));
    answer.then().statusCode(200).body("leakedTokens.live", equalTo(size));
    assertThat(Database.linkedUsers(run)).isEqualTo(run + "-" + (size + 1));
  }

  @Test
  void badLists_areRefused_andTheAnswerRepeatsNoToken() {
    String token = alice.tokens().refreshToken();
    for (List<String> list :
        List.of(
            List.<String>of(),
            List.of(token),
            List.of("sha256:" + token),
            List.of("jti:" + token),
            Collections.nCopies(Selection.MAX + 1, NOT_OURS))) {
      String answer = Api.revoke(leaked(list)).then().statusCode(400).extract().asString();
      assertThat(answer).doesNotContain(token);
    }
    Api.revoke(Map.of("listed", Map.of("leakedTokens", List.of(NOT_OURS)), "user", People.ALICE))
        .then()
        .statusCode(400);
    Api.revoke(Map.of("listed", Map.of("leakedTokens", List.of(NOT_OURS)), "assistant", "alexa"))
        .then()
        .statusCode(400);
    Api.revoke(leaked(List.of(NOT_OURS)), Map.of("reason", " ")).then().statusCode(400);
    Api.revoke(leaked(Collections.singletonList(null))).then().statusCode(400);
    assertWorks(alice);
  }
}
