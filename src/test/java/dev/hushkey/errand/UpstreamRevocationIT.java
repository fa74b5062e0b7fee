package dev.hushkey.errand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.RevocationRelay;
import dev.hushkey.testing.SealedLink;
import dev.hushkey.testing.SecurityEventReceiver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The assistant's tokens of ended links are revoked by the assistant, and erased in any case. */
@OnStack
@QuarkusTestResource(value = RevocationRelay.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SecurityEventReceiver.class, restrictToAnnotatedClass = true)
class UpstreamRevocationIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Pattern GIVEN_UP =
      Pattern.compile(
          "^Errands \\(alexa REVOKE\\) were given up: (\\d+)"
              + " \\(status 400, unsupported_token_type\\) ");

  @Inject ErrandQueue queue;
  @Inject ErrandRunner runner;
  @Inject UpstreamRevocations revocations;
  @Inject Assistants assistants;
  @Inject Sealer sealer;
  @Inject MeterRegistry meters;

  RevocationRelay relay;

  @BeforeEach
  @AfterEach
  void nothingIsLeftToDo() {
    relay.reset();
    runner.beginAnew();
    Database.update("delete from errand");
    Database.update("update revocation set finished_at = clock_timestamp()");
    Database.update("delete from cut_off");
  }

  private static String revoke(Map<String, Object> selector) {
    return Api.revoke(selector).then().statusCode(200).extract().path("revocation");
  }

  private static ValidatableResponse show(String revocation) {
    return Api.admin().get("/v1/revocations/{id}", revocation).then().statusCode(200);
  }

  private static void awaitFinished(String revocation) {
    await().atMost(SOON).untilAsserted(() -> show(revocation).body("finishedAt", notNullValue()));
  }

  private static String errands() {
    return Database.text("select count(*) from errand");
  }

  private List<SealedLink> sealedLinks(int count) {
    return IntStream.range(0, count).mapToObj(_ -> SealedLink.expired(sealer)).toList();
  }

  private static Map<String, Object> usersOf(List<SealedLink> links) {
    List<String> users = links.stream().map(link -> link.ref().user().value()).toList();
    return Map.of("listed", Map.of("users", users));
  }

  private Assistant alexa() {
    return assistants.require(new AssistantId("alexa"));
  }

  private ErrandRunner.Job job() {
    return revocations.job(alexa(), alexa().links().revocation().orElseThrow());
  }

  /** What the alarm counts. */
  private double counted(String outcome) {
    return meters
        .counter("hushkey.errands", "assistant", "alexa", "kind", "revoke", "outcome", outcome)
        .count();
  }

  private static void allAreDueNow() {
    Database.update("update errand set try_at = clock_timestamp()");
  }

  @Test
  void tokensOfARevocation_areRevokedOnceByTheAssistant_andErasedOnlyThen() {
    LinkedCamera alice = LinkedCamera.ofAlice().granted();
    LinkedCamera bob = LinkedCamera.ofBob().granted();
    relay.hold();
    double done = counted("done");

    String revocation = revoke(Map.of("assistant", "alexa"));

    // in force, whatever the assistant does
    assertThat(alice.allows(Action.EVENTS)).isFalse();
    await()
        .atMost(SOON)
        .untilAsserted(() -> show(revocation).body("upstreamTokens.left", equalTo(2)));
    assertThat(alice.stored("sealed")).isNull();
    show(revocation).body("erasedAt", nullValue()).body("finishedAt", nullValue());
    assertThat(errands()).isEqualTo("2");

    relay.release();

    awaitFinished(revocation);
    show(revocation)
        .body("upstreamTokens.done", equalTo(2))
        .body("upstreamTokens.left", equalTo(0))
        .body("upstreamTokens.givenUp", equalTo(0))
        .body("erasedAt", notNullValue());
    assertThat(errands()).isEqualTo("0");
    await().atMost(SOON).until(() -> counted("done") == done + 2);
    assertThat(relay.tokens()).hasSize(2).doesNotHaveDuplicates();
    assertThat(relay.asked())
        .allSatisfy(
            form -> {
              assertThat(form.keySet())
                  .isEqualTo(Set.of("", "client_id", "client_secret", "token", "token_type_hint"));
              assertThat(form)
                  .containsEntry("", "POST application/x-www-form-urlencoded")
                  .containsEntry("client_id", "hushkey-lwa")
                  .containsEntry("token_type_hint", "refresh_token");
              assertThat(relay.honours(form)).isFalse();
            });
    assertThat(alice.recorded("upstream-revoked", "done")).isEqualTo(1);
    assertThat(bob.recorded("upstream-revoked", "done")).isEqualTo(1);
  }

  @Test
  void dryRun_tellsHowOftenTheAssistantWouldBeAsked() {
    List<SealedLink> links = sealedLinks(3);

    Api.revoke(usersOf(links), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("breakdown.estimate.assistantCalls", equalTo(3))
        .body("breakdown.estimate.assistantSeconds", equalTo(0));
  }

  @Test
  void tokenOfOneLink_isRevokedToo_whenTheAssistantEndsIt() {
    LinkedCamera alice = LinkedCamera.ofAlice().granted();

    new Linking(TestStack.current()).post("/oauth2/revoke", Map.of("token", alice.refreshToken()));

    await().atMost(SOON).untilAsserted(() -> assertThat(relay.tokens()).hasSize(1));
    await().atMost(SOON).untilAsserted(() -> assertThat(errands()).isEqualTo("0"));
    assertThat(relay.honours(relay.asked().getFirst())).isFalse();
    assertThat(alice.recorded("upstream-revoked", "done")).isEqualTo(1);
  }

  @Test
  void tokenThatTheAssistantRefuses_isErasedAtOnce_andCounted() {
    relay.answer(400, "{\"error\":\"unsupported_token_type\"}", Map.of());
    List<SealedLink> links = sealedLinks(1);
    double givenUp = counted("given-up");

    String revocation = revoke(usersOf(links));

    awaitFinished(revocation);
    await().atMost(SOON).until(() -> counted("given-up") == givenUp + 1);
    show(revocation)
        .body("upstreamTokens.givenUp", equalTo(1))
        .body("upstreamTokens.why", equalTo("status 400, unsupported_token_type"))
        .body("erasedAt", notNullValue());
    assertThat(relay.tokens()).hasSize(1);
    assertThat(errands()).isEqualTo("0");
    assertThat(links.getFirst().recorded("upstream-revoked")).isEqualTo(1);
  }

  @Test
  void errandsThatWereGivenUp_areInTheLog_inOneLine_withoutATokenOrAUser() {
    relay.answer(400, "{\"error\":\"unsupported_token_type\"}", Map.of());
    List<SealedLink> links = sealedLinks(3);
    run(runner.giveUpOverdue()); // what others left

    try (CapturedLog log = CapturedLog.start()) {
      awaitFinished(revoke(usersOf(links)));
      run(runner.giveUpOverdue());

      List<String> told =
          log.text().lines().filter(line -> line.contains("were given up")).toList();
      assertThat(told).hasSizeBetween(1, 2);
      assertThat(
              told.stream()
                  .map(GIVEN_UP::matcher)
                  .filter(Matcher::find)
                  .mapToInt(line -> Integer.parseInt(line.group(1)))
                  .sum())
          .isEqualTo(links.size());
      assertThat(links)
          .noneMatch(link -> log.text().contains(link.refreshToken()))
          .noneMatch(link -> String.join("", told).contains(link.ref().user().value()));
    }
  }

  @Test
  void tokenThatTheAssistantDoesNotAnswerFor_isSentSoOften_thenErased_andCounted() {
    relay.cut();
    List<SealedLink> links = sealedLinks(1);

    String revocation = revoke(usersOf(links));

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              allAreDueNow();
              show(revocation).body("finishedAt", notNullValue());
            });
    show(revocation)
        .body("upstreamTokens.done", equalTo(0))
        .body("upstreamTokens.givenUp", equalTo(1));
    assertThat(relay.tokens()).hasSize(RevocationRelay.TRIES);
    assertThat(errands()).isEqualTo("0");
  }

  @Test
  void assistantThatIsAway_isNotAskedForAll_andAllAreErasedInTheEnd() {
    relay.cut();
    List<SealedLink> links = sealedLinks(30);

    String revocation = revoke(usersOf(links));

    await().atMost(SOON).untilAsserted(() -> assertThat(relay.tokens()).hasSizeGreaterThan(3));
    await()
        .atMost(SOON)
        .untilAsserted(() -> show(revocation).body("upstreamTokens.left", equalTo(links.size())));
    // the breaker is open: no try is lost to it
    await().atMost(SOON).untilAsserted(() -> assertThat(run(job().pause().get())).isPresent());
    assertThat(relay.tokens()).hasSizeLessThan(10);

    Database.update("update errand set noted_at = noted_at - interval '61 minutes'");
    run(runner.giveUpOverdue());

    awaitFinished(revocation);
    show(revocation)
        .body("upstreamTokens.givenUp", equalTo(links.size()))
        .body("upstreamTokens.why", equalTo("not done in time"));
    assertThat(errands()).isEqualTo("0");
  }

  @Test
  void assistantThatSaysWhenToComeBack_isLeftAlone_byAllReplicas() {
    relay.answer(503, "", Map.of("Retry-After", "120"));
    List<SealedLink> links = sealedLinks(5);

    String revocation = revoke(usersOf(links));

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        Database.text(
                            "select place from upstream_pause where until > clock_timestamp()"))
                    .isEqualTo("alexa/revocation"));
    allAreDueNow();
    run(runner.pass(job()));
    assertThat(relay.tokens()).hasSize(1);
    // only the revocations wait
    assertThat(links.getFirst().state()).isEqualTo("REVOKED");

    relay.answer(200, "", Map.of());
    Database.update("delete from upstream_pause");
    allAreDueNow();

    awaitFinished(revocation);
    show(revocation).body("upstreamTokens.done", equalTo(links.size()));
  }

  @Test
  void userWhoHasLinkedAgain_keepsTheNewLink_sinceTheOldTokensAreNotRevoked() {
    LinkedCamera alice = LinkedCamera.ofAlice().granted();
    // not yet: the assistant asks to be left alone
    Database.update(
        """
        insert into upstream_pause (place, until, spread, why)
        values ('alexa/revocation', clock_timestamp() + interval '1 minute', interval '1 s', 'a test')
        """);
    String revocation = revoke(Map.of("user", People.ALICE));
    await().atMost(SOON).untilAsserted(() -> assertThat(errands()).isEqualTo("1"));

    LinkedCamera again = LinkedCamera.ofAlice().granted();
    Database.update("delete from upstream_pause");

    awaitFinished(revocation);
    show(revocation)
        .body("upstreamTokens.spared", equalTo(1))
        .body("upstreamTokens.done", equalTo(0));
    assertThat(relay.tokens()).isEmpty();
    assertThat(errands()).isEqualTo("0");
    again.endsIn(-60);
    Api.handOut(People.ALICE, again.device(), Action.EVENTS).then().statusCode(200);
    assertThat(again.stored("refused_at")).isNull();
    assertThat(alice.link()).isNotEqualTo(again.link());
  }

  @Test
  void errandOfAKilledReplica_isDoneByAnother_andCountedOnce() {
    relay.hold();
    List<SealedLink> links = sealedLinks(1);
    String revocation = revoke(usersOf(links));
    await().atMost(SOON).untilAsserted(() -> assertThat(relay.tokens()).hasSize(1));
    UUID errand = UUID.fromString(Database.text("select id from errand"));
    String leased =
        Database.text("select try_at > clock_timestamp() + interval '1 minute' from errand");
    assertThat(leased).isEqualTo("t");
    assertThat(run(queue.take(job().place(), terms(50)))).isEmpty();

    // the first one is dead by now; a second one is asked, and both answers come
    allAreDueNow();
    assertThat(run(queue.take(job().place(), terms(50)))).hasSize(1);
    assertThat(run(queue.end(List.of(errand), ErrandQueue.End.DONE, ""))).isEqualTo(1);
    relay.answer(200, "", Map.of());
    relay.release();

    awaitFinished(revocation);
    show(revocation)
        .body("upstreamTokens.done", equalTo(1))
        .body("upstreamTokens.left", equalTo(0));
    assertThat(links.getFirst().recorded("upstream-revoked")).isEqualTo(1);
  }

  @Test
  void pausedRevocation_asksNobody_andHoldsUpNoOther() {
    relay.answer(200, "", Map.of());
    List<SealedLink> resting = sealedLinks(60);
    List<SealedLink> other = sealedLinks(1);
    Database.update(
        """
        insert into upstream_pause (place, until, spread, why)
        values ('alexa/revocation', clock_timestamp() + interval '1 minute', interval '1 s', 'a test')
        """);
    String paused = revoke(usersOf(resting));
    await().atMost(SOON).untilAsserted(() -> assertThat(errands()).isEqualTo("60"));
    Api.admin().post("/v1/revocations/{id}/pause", paused).then().statusCode(200);
    Database.update("delete from upstream_pause");

    awaitFinished(revoke(usersOf(other)));

    assertThat(relay.tokens()).containsExactly(other.getFirst().refreshToken());
    Database.update("update errand set noted_at = noted_at - interval '61 minutes'");
    run(runner.giveUpOverdue());
    show(paused).body("upstreamTokens.left", equalTo(60));

    Api.admin().post("/v1/revocations/{id}/resume", paused).then().statusCode(200);

    awaitFinished(paused);
    show(paused).body("upstreamTokens.done", equalTo(60));
  }

  @Test
  void rate_isOfAllReplicasTogether() {
    Database.update(
        """
        insert into upstream_pause (place, until, spread, why)
        values ('alexa/revocation', clock_timestamp() + interval '1 minute', interval '1 s', 'a test')
        """);
    revoke(usersOf(sealedLinks(30)));
    await().atMost(SOON).untilAsserted(() -> assertThat(errands()).isEqualTo("30"));
    Database.update("update errand_pace set used_until = clock_timestamp() - interval '1 hour'");

    int taken =
        Stream.generate(() -> run(queue.take(job().place(), terms(10))).size())
            .limit(3)
            .mapToInt(Integer::intValue)
            .sum();

    // a second's worth, and what has become free since
    assertThat(taken).isBetween(10, 13);
  }

  @Test
  void errandsOfAnAssistantThatIsNoLongerAsked_areGivenUp() {
    SealedLink link = sealedLinks(1).getFirst();
    Database.update(
        """
        insert into errand (id, kind, assistant, link_id, user_id, revocation_id, sealed, noted_at,
                            try_at)
        values (gen_random_uuid(), 'REVOKE', 'former', ?, 'u', ?, 'vault:v1:x',
                clock_timestamp() - interval '61 minutes', clock_timestamp())
        """,
        link.ref().link().value(),
        Errands.NO_REVOCATION);

    try (CapturedLog log = CapturedLog.start()) {
      run(runner.giveUpOverdue());

      assertThat(log.text())
          .contains("Errands (former REVOKE) were given up: 1 (no longer configured)");
    }
    assertThat(errands()).isEqualTo("0");
  }

  private static ErrandQueue.Terms terms(int perSecond) {
    return new ErrandQueue.Terms(perSecond, ErrandQueue.MOST, 5, true);
  }

  private static <T> T run(Uni<T> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> work);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
