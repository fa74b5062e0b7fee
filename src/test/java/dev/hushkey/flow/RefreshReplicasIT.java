package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.testing.Replicas;
import dev.hushkey.testing.Replicas.Answer;
import dev.hushkey.testing.Replicas.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private static final int CLIENTS = 24;

  private static Replicas replicas;

  @BeforeAll
  static void start() {
    replicas = Replicas.start();
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
