package dev.hushkey.handout.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.SealedLink;
import dev.hushkey.testing.UpstreamRelay;
import dev.hushkey.upstream.breaker.Breaker;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many tokens that need an assistant which hangs or fails, and those that are refreshed ahead in
 * the background, by the replica's own schedule.
 */
@OnStack
@QuarkusTestResource(value = UpstreamRelay.class, restrictToAnnotatedClass = true)
class RefreshStormIT {

  private static final String GRANT =
      "{\"access_token\":\"Atza|new\",\"token_type\":\"bearer\",\"expires_in\":3600}";

  /** As the settings of {@link UpstreamRelay} say. */
  private static final int AT_ONCE = 10;

  private static final int BREAKER_CALLS = 8;
  private static final int PER_SECOND = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Filled by {@link UpstreamRelay#inject}. */
  UpstreamRelay relay;

  @Inject Sealer sealer;
  @Inject Assistants assistants;
  @Inject RefreshAhead ahead;
  @Inject Breaker breaker;

  @BeforeEach
  @AfterEach
  void theWireIsWhole() {
    relay.reset();
  }

  private List<SealedLink> links(int number) {
    return Stream.generate(() -> SealedLink.expired(sealer)).limit(number).toList();
  }

  private void grants() {
    relay.answer(200, GRANT);
  }

  private static List<Future<Response>> handOuts(ExecutorService callers, List<SealedLink> links) {
    return links.stream().map(link -> callers.submit(link::handOut)).toList();
  }

  private static long median(SealedLink link) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      times.add(millis(link::handOut));
    }
    times.sort(null);
    return times.get(times.size() / 2);
  }

  private static long millis(Callable<Response> call) throws Exception {
    long start = System.nanoTime();
    call.call().then().statusCode(200);
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  @Test
  void assistantThatHangs_holdsAFewHandOuts_turnsTheOthersAway_andDelaysNoGoodToken()
      throws Exception {
    List<SealedLink> expired = links(3 * AT_ONCE);
    SealedLink good = links(1).getFirst();
    good.endsIn(3600);
    SealedLink ending = links(1).getFirst();
    ending.endsIn(120);
    long before = median(good);
    relay.hang(200, GRANT);

    try (ExecutorService callers = Executors.newFixedThreadPool(expired.size())) {
      List<Future<Response>> answers = handOuts(callers, expired);
      await().atMost(PATIENCE).until(() -> relay.refreshes() == AT_ONCE);
      await()
          .atMost(PATIENCE)
          .until(() -> answers.stream().filter(Future::isDone).count() == 2 * AT_ONCE);

      long during = median(good);
      assertThat(during).isLessThan(2 * before + 150);
      // A token near its end is not refreshed now; it is good for an event all the same.
      assertThat(millis(ending::handOut)).isLessThan(3000);
      assertThat(relay.refreshes()).isEqualTo(AT_ONCE);

      for (Future<Response> answer : answers) {
        if (answer.isDone()) {
          answer
              .get()
              .then()
              .statusCode(503)
              .body("type", equalTo("urn:hushkey:problem:overloaded"));
          assertThat(Integer.parseInt(answer.get().header("Retry-After"))).isBetween(1, 5);
        }
      }
      relay.release();
      int refreshed = 0;
      for (Future<Response> answer : answers) {
        refreshed += answer.get().statusCode() == 200 ? 1 : 0;
      }
      assertThat(refreshed).isEqualTo(AT_ONCE);
    }
    // Nobody keeps a place after its end.
    SealedLink next = links(1).getFirst();
    next.handOut().then().statusCode(200);
  }

  @Test
  void waitingForSomebodyElse_hasABound() throws Exception {
    SealedLink link = links(1).getFirst();
    relay.hang(200, GRANT);
    int callers = 1 + 5 * AT_ONCE;
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<Response>> answers =
          handOuts(threads, Stream.generate(() -> link).limit(callers).toList());
      await()
          .untilAsserted(
              () ->
                  assertThat(answers.stream().filter(Future::isDone).count())
                      .isGreaterThanOrEqualTo(AT_ONCE));
      assertThat(relay.refreshes()).isEqualTo(1);
      relay.release();
      for (Future<Response> answer : answers) {
        assertThat(answer.get().statusCode()).isIn(200, 503);
      }
    }
  }

  @Test
  void outagesOneAfterTheOther_openTheBreaker_andOneCallClosesIt() {
    List<SealedLink> expired = links(BREAKER_CALLS + 3);
    SealedLink good = links(1).getFirst();
    good.endsIn(120);
    relay.answer(500, "");
    expired.subList(0, BREAKER_CALLS).forEach(link -> link.handOut().then().statusCode(503));
    assertThat(relay.refreshes()).isEqualTo(BREAKER_CALLS);
    assertThat(breaker.openFor("alexa")).isPresent();
    assertThat(Api.inner().get("/q/metrics").asString())
        .contains("hushkey_upstream_breaker_open{place=\"alexa\"}");

    // Open: nobody asks, what lives is handed out, and no link is taken for refused.
    Response away = expired.get(BREAKER_CALLS).handOut();
    away.then().statusCode(503).body("title", equalTo("upstream is unavailable"));
    assertThat(Integer.parseInt(away.header("Retry-After"))).isBetween(1, 7);
    good.handOut().then().statusCode(200);
    assertThat(relay.refreshes()).isEqualTo(BREAKER_CALLS);
    assertThat(expired).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
    assertThat(expired.get(BREAKER_CALLS).stored("lease_fence")).isEqualTo("0");

    // One call after the pause, which fails: open for as long again.
    SealedLink probe = expired.get(BREAKER_CALLS + 1);
    await()
        .atMost(PATIENCE)
        .until(() -> probe.handOut().statusCode() == 503 && relay.refreshes() > BREAKER_CALLS);
    expired.getLast().handOut().then().statusCode(503);
    assertThat(relay.refreshes()).isEqualTo(BREAKER_CALLS + 1);

    // And one that works.
    grants();
    await().atMost(PATIENCE).until(() -> expired.getLast().handOut().statusCode() == 200);
    assertThat(breaker.openFor("alexa")).isEmpty();
    expired.get(BREAKER_CALLS).handOut().then().statusCode(200);
  }

  @Test
  void aUserWhoLeft_isNoOutage() {
    List<SealedLink> gone = links(BREAKER_CALLS + 1);
    relay.answer(400, "{\"error\":\"invalid_grant\"}");
    gone.forEach(SealedLink::handOut);
    assertThat(relay.refreshes()).isEqualTo(BREAKER_CALLS + 1);
  }

  private Assistant alexa() {
    return assistants.require(new AssistantId("alexa"));
  }

  private List<SealedLink> living(int number) {
    List<SealedLink> links = links(number);
    links.forEach(link -> link.endsIn(900));
    return links;
  }

  private static void fallDue(List<SealedLink> links) {
    Database.update(
        """
        update upstream_token set due_at = clock_timestamp(), due_with = 'alexa'
         where link_id = any (cast(? as uuid[]))
        """,
        links.stream()
            .map(link -> link.ref().link().toString())
            .collect(Collectors.joining(",", "{", "}")));
  }

  private static boolean isRefreshed(SealedLink link) {
    return link.stored("version").equals("2");
  }

  @Test
  void dueLinks_areRefreshedWithoutAHandOut_andDueAgainInTheirSecondHalf() {
    grants();
    List<SealedLink> links = living(3);
    fallDue(links);
    await().atMost(PATIENCE).until(() -> links.stream().allMatch(RefreshStormIT::isRefreshed));
    assertThat(relay.refreshes()).isEqualTo(3);
    assertThat(links)
        .allSatisfy(
            link -> {
              assertThat(link.recorded("upstream-refreshed")).isEqualTo(1);
              assertThat(dueIn(link)).isBetween(1790, 3300);
              link.handOut().then().statusCode(200);
            });
    assertThat(relay.refreshes()).isEqualTo(3);
  }

  private static int dueIn(SealedLink link) {
    return Integer.parseInt(
        Database.text(
            "select extract(epoch from due_at - clock_timestamp())::int from upstream_token"
                + " where link_id = ? and due_with = 'alexa'",
            link.ref().link().value()));
  }

  @Test
  void grantOfAnAssistant_isDueInItsSecondHalf() {
    relay.reset();
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    assertThat(camera.stored("due_with")).isEqualTo("alexa");
    assertThat(
            Database.text(
                "select due_at between received_at + (access_expires_at - received_at) * 0.45"
                    + " and access_expires_at from upstream_token where link_id = ?",
                camera.link()))
        .isEqualTo("t");
  }

  @Test
  void severalWorkersAtOnce_askOncePerLink_andNotFasterThanTheRate() {
    grants();
    List<SealedLink> links = living(3 * PER_SECOND);
    fallDue(links);
    long start = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Uni.join()
                  .all(ahead.pass(alexa()), ahead.pass(alexa()), ahead.pass(alexa()))
                  .andCollectFailures()
                  .await()
                  .atMost(PATIENCE);
              double seconds = (System.nanoTime() - start) / 1e9;
              assertThat((double) relay.refreshes())
                  .isLessThanOrEqualTo(PER_SECOND * (seconds + 1) + 1);
              return links.stream().allMatch(RefreshStormIT::isRefreshed);
            });
    assertThat(relay.refreshes()).isEqualTo(links.size());
  }

  @Test
  void linkRevokedWhileDue_isNotRefreshed() {
    grants();
    List<SealedLink> links = living(2);
    Api.revoke(Map.of("link", links.getFirst().ref().link().toString())).then().statusCode(200);
    Database.update(
        "update upstream_token set sealed = coalesce(sealed, 'vault:v1:none') where link_id = ?",
        links.getFirst().ref().link().value());
    fallDue(links);
    await().atMost(PATIENCE).until(() -> isRefreshed(links.getLast()));
    await().atMost(PATIENCE).until(() -> links.getFirst().stored("due_at") == null);
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void handOutThatMeetsTheRefreshAhead_getsATokenThatLives_andAsksNobody() throws Exception {
    SealedLink link = living(1).getFirst();
    link.endsIn(120);
    relay.hang(200, GRANT);
    fallDue(List.of(link));
    relay.awaitHeld();
    link.handOut().then().statusCode(200);
    assertThat(relay.refreshes()).isEqualTo(1);
    relay.release();
    await().atMost(PATIENCE).until(() -> isRefreshed(link));
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void assistantThatFails_isSoonLeftAlone_andCostsNoLink() {
    List<SealedLink> links = living(20);
    relay.answer(500, "");
    fallDue(links);
    await().atMost(PATIENCE).until(() -> relay.refreshes() >= 2);
    ahead.pass(alexa()).await().atMost(PATIENCE);
    // Eight open the breaker, while a few others may be under way.
    assertThat(relay.refreshes()).isLessThan(14);
    assertThat(links).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
    relay.reset();
    relay.answer(200, GRANT);
    fallDue(links);
    await().atMost(PATIENCE).until(() -> links.stream().allMatch(RefreshStormIT::isRefreshed));
  }
}
