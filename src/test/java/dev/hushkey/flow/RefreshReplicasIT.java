package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.testing.Replicas;
import dev.hushkey.testing.Replicas.Answer;
import dev.hushkey.testing.Replicas.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Refreshes through two replicas that share nothing but PostgreSQL: the packaged application, two
 * processes of it. Whatever crosses, is lost or dies under way, no link is lost.
 */
class RefreshReplicasIT {

  private static final int PARALLEL = 50;

  /** A replica that has just started may take longer for fifty at once than it lets anyone wait. */
  private static final int WARM_UP = 100;

  private static final int CLIENTS = 24;
  private static final Duration MOMENT = Duration.ofMillis(5);

  private static Replicas replicas;

  @BeforeAll
  static void start() {
    replicas = Replicas.start();
    Link link = replicas.link(Replicas.STABLE);
    for (int i = 0; i < WARM_UP; i++) {
      replicas.refresh(i % 2, link, link.refreshToken());
    }
  }

  @AfterAll
  static void stop() {
    replicas.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {Replicas.STABLE, Replicas.ROTATING})
  void refresh_fiftyAtOnceOfOneToken_allGetTokensThatWork(String assistant) throws Exception {
    Link link = replicas.link(assistant);

    List<String> received = new ArrayList<>();
    for (Answer answer : atOnce(i -> replicas.refresh(i % 2, link, link.refreshToken()))) {
      received.add(answer.requireRefreshToken());
    }

    assertThat(replicas.liveAccessTokens(link)).isEqualTo(PARALLEL);
    assertThat(new HashSet<>(received)).hasSize(assistant.equals(Replicas.STABLE) ? 1 : PARALLEL);
    for (int i = 0; i < PARALLEL; i++) {
      assertThat(replicas.refresh(i % 2, link, received.get(i)).status()).isEqualTo(200);
    }
    assertThat(replicas.state(link)).isEqualTo("ACTIVE");
  }

  @Test
  void oldToken_usedAfterItsSuccessor_endsThisLinkOnlyWhicheverReplicaHearsOfIt() {
    Link link = replicas.link(Replicas.ROTATING);
    Link other = replicas.link(Replicas.ROTATING);
    String successor = replicas.refresh(0, link, link.refreshToken()).requireRefreshToken();
    String second = replicas.refresh(1, link, successor).requireRefreshToken();

    assertThat(replicas.refresh(0, link, link.refreshToken()).error()).isEqualTo("invalid_grant");

    assertThat(replicas.state(link)).isEqualTo("REVOKED");
    assertThat(replicas.liveAccessTokens(link)).isZero();
    assertThat(replicas.refresh(1, link, second).error()).isEqualTo("invalid_grant");
    assertThat(replicas.alarms(link)).isEqualTo(1);
    assertThat(replicas.refresh(1, other, other.refreshToken()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {Replicas.STABLE, Replicas.ROTATING})
  void answer_neverRead_doesNotCostTheLink(String assistant) {
    Link link = replicas.link(assistant);
    for (int lost = 1; lost <= 5; lost++) {
      int issued = lost;
      replicas.refreshAndHangUp(
          lost % 2,
          link,
          link.refreshToken(),
          () -> await().until(() -> replicas.liveAccessTokens(link) == issued));
    }

    String next = replicas.refresh(0, link, link.refreshToken()).requireRefreshToken();
    assertThat(replicas.refresh(1, link, next).status()).isEqualTo(200);
    assertThat(replicas.state(link)).isEqualTo("ACTIVE");
  }

  /**
   * Each client is somewhere else in its refresh when the second replica dies: before, in, after.
   */
  @Test
  void replica_killedWhileManyRefresh_losesNoLink() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger refreshed = new AtomicInteger();
    AtomicInteger broken = new AtomicInteger();
    List<Link> links =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> replicas.link(i % 2 == 0 ? Replicas.ROTATING : Replicas.STABLE))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<String>> clients = new ArrayList<>();
      for (Link link : links) {
        clients.add(threads.submit(() -> refreshUntil(over, link, refreshed, broken)));
      }
      await().until(() -> refreshed.get() > 5 * CLIENTS);
      replicas.killTheSecond();
      await().until(() -> broken.get() >= CLIENTS);
      over.set(true);
      for (int i = 0; i < CLIENTS; i++) {
        Answer last = replicas.refresh(0, links.get(i), clients.get(i).get());
        assertThat(last.status()).isEqualTo(200);
        assertThat(replicas.state(links.get(i))).isEqualTo("ACTIVE");
      }
    } finally {
      over.set(true);
      replicas.startTheSecond();
    }
  }

  /**
   * Two admins revoke the same links at both, and one of the replicas is killed somewhere in its
   * clean-up. The other goes on when the lease of the killed one has run out, which the test does
   * not wait for. Each moment takes 13 seconds; {@code -Dsweep.moments=20} tries more of them.
   */
  @Test
  void replica_killedWhileItCleansUp_losesAndDoublesNothing() throws Exception {
    Random random = new Random();
    int links = Integer.getInteger("sweep.links", 5000);
    for (int moment = 0; moment < Integer.getInteger("sweep.moments", 1); moment++) {
      String run = "sweep-" + UUID.randomUUID();
      String assistant = "former-" + moment;
      replicas.makeLinks(assistant, run, links);
      replicas.startTheSecond();
      UUID first = replicas.revoke(1, assistant);
      UUID second = replicas.revoke(moment % 2, assistant);
      if (moment % 2 == 1) {
        await().pollInterval(MOMENT).until(() -> swept(first) + swept(second) > 0);
      }
      Thread.sleep(random.nextInt(400));
      replicas.killTheSecond();
      long before = swept(first) + swept(second);

      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                replicas.query(
                    """
                    with held as (
                      update revocation set lease_until = clock_timestamp()
                       where id in (?, ?) and lease_until > clock_timestamp() + interval '1 s'
                         and worked_at < clock_timestamp() - interval '2 s'
                      returning 1)
                    select count(*) from held
                    """,
                    first,
                    second);
                return isFinished(first, second);
              });

      String what = "killed at moment %d, after %d links".formatted(moment, before);
      assertThat(swept(first) + swept(second)).as(what).isEqualTo(links);
      assertThat(
              replicas.query(
                  """
                  select count(*) || ' ' || count(distinct a.link_id) from audit_event a
                   where a.kind = 'link-ended' and starts_with(a.user_id, ?)
                  """,
                  run))
          .as(what)
          .isEqualTo(links + " " + links);
      assertThat(
              replicas.query(
                  """
                  select count(*) from link l
                    join upstream_token t on t.link_id = l.id
                    join device_grant g on g.link_id = l.id
                   where starts_with(l.user_id, ?)
                     and (l.state <> 'REVOKED' or t.sealed is not null or g.ended_at is null)
                  """,
                  run))
          .as(what)
          .isEqualTo("0");
    }
    replicas.startTheSecond();
  }

  private static boolean isFinished(UUID first, UUID second) {
    return replicas
        .query(
            "select count(*) from revocation where id in (?, ?) and finished_at is not null",
            first,
            second)
        .equals("2");
  }

  private static long swept(UUID revocation) {
    return Long.parseLong(
        replicas.query("select swept_links from revocation where id = ?", revocation));
  }

  /** A client as it should be: keeps what it was last given, and repeats what was not answered. */
  private static String refreshUntil(
      AtomicBoolean over, Link link, AtomicInteger refreshed, AtomicInteger broken) {
    String token = link.refreshToken();
    for (int i = 0; !over.get(); i++) {
      try {
        token = replicas.refresh(i % 2, link, token).requireRefreshToken();
        refreshed.incrementAndGet();
      } catch (UncheckedIOException hungUp) {
        broken.incrementAndGet();
      }
    }
    return token;
  }

  private interface Refresh {
    Answer at(int index) throws IOException;
  }

  private static List<Answer> atOnce(Refresh refresh) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Callable<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        int index = i;
        calls.add(() -> refresh.at(index));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
