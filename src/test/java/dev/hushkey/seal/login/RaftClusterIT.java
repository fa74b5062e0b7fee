package dev.hushkey.seal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.openbao.OpenBaoCluster;
import dev.hushkey.stack.process.Ports;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real OpenBao servers on Raft, of which one leads and any may die. */
class RaftClusterIT {

  private static final Duration ELECTION = Duration.ofSeconds(60);
  private static final int CALLERS = 16;

  @TempDir static Path directory;
  private static OpenBaoCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        OpenBaoCluster.start(
            directory, StackAssistant.ids(), List.copyOf(Ports.free().all().values()));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void awaitLeader() {
    cluster.awaitLeader();
  }

  @Test
  void standby_isReadyAndSealsAndOpens() {
    try (TestSeal seal = new TestSeal(cluster.settings(cluster.standby()))) {
      Map<SealBinding, SealedText> sealed = sealSome(seal);

      assertAllOpen(seal, sealed);
      HealthCheckResponse ready = TestSeal.await(seal.health.call());
      assertThat(ready.getStatus() + " " + ready.getData().orElseThrow().get("state"))
          .isEqualTo("UP standby");
    }
  }

  @Test
  void leaderKilled_callersOfAStandbyAreServedOrToldToComeBackAndNothingIsLost() {
    int leader = cluster.awaitLeader();
    try (TestSeal seal = new TestSeal(cluster.settings(cluster.standby()))) {
      Map<SealBinding, SealedText> sealed = sealSome(seal);
      Opening opening = new Opening(seal, sealed);

      cluster.kill(leader);
      cluster.awaitLeader();

      opening.awaitSomeMore();
      assertThat(opening.stop()).allMatch(Failure.Unavailable.class::isInstance);
      assertHeals(seal);
      assertAllOpen(seal, sealed);
    } finally {
      cluster.revive(leader);
    }
  }

  @Test
  void nodeKilledAndRevived_itsCallersAreToldToComeBackUntilItIsThere() {
    int node = cluster.awaitLeader();
    try (TestSeal seal = new TestSeal(cluster.settings(node))) {
      Map<SealBinding, SealedText> sealed = sealSome(seal);

      cluster.kill(node);
      assertThat(sealed.keySet())
          .allSatisfy(
              owner ->
                  assertThat(TestSeal.failureOf(seal.sealer.open(sealed.get(owner), owner)))
                      .isInstanceOf(Failure.Unavailable.class));

      cluster.revive(node);
      assertHeals(seal);
      assertAllOpen(seal, sealed);
    }
  }

  /** A standby passes log-ins on; for a while after an election it does not know whereto. */
  private static void assertHeals(TestSeal seal) {
    SealBinding owner = TestSeal.aliceLink();
    await()
        .atMost(ELECTION)
        .ignoreExceptionsInstanceOf(FailureException.class)
        .until(() -> TestSeal.await(seal.sealer.seal(SecretText.of("s"), owner)) != null);
  }

  private static Map<SealBinding, SealedText> sealSome(TestSeal seal) {
    assertHeals(seal);
    Map<SealBinding, SealedText> sealed = new LinkedHashMap<>();
    IntStream.range(0, CALLERS)
        .mapToObj(i -> TestSeal.link("alexa", LinkIds.create(), "user-" + i))
        .forEach(
            owner -> sealed.put(owner, TestSeal.await(seal.sealer.seal(secretOf(owner), owner))));
    return sealed;
  }

  private static void assertAllOpen(TestSeal seal, Map<SealBinding, SealedText> sealed) {
    List<Uni<SecretText>> opening =
        sealed.entrySet().stream()
            .map(each -> seal.sealer.open(each.getValue(), each.getKey()))
            .toList();

    assertThat(TestSeal.await(Uni.join().all(opening).andFailFast()))
        .isEqualTo(sealed.keySet().stream().map(RaftClusterIT::secretOf).toList());
  }

  private static SecretText secretOf(SealBinding owner) {
    return SecretText.of("secret of " + owner.identity());
  }

  /** One caller for each owner, that opens its token again and again. */
  private static final class Opening {
    private final TestSeal seal;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger opened = new AtomicInteger();
    private final Queue<Object> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch left;

    Opening(TestSeal seal, Map<SealBinding, SealedText> sealed) {
      this.seal = seal;
      this.left = new CountDownLatch(sealed.size());
      sealed.forEach((owner, text) -> Thread.ofVirtual().start(() -> openUntilOver(owner, text)));
    }

    private void openUntilOver(SealBinding owner, SealedText text) {
      while (!over.get()) {
        try {
          SecretText secret = TestSeal.await(seal.sealer.open(text, owner));
          if (secret.equals(secretOf(owner))) {
            opened.incrementAndGet();
          } else {
            failures.add("the token of somebody else");
          }
        } catch (FailureException failed) {
          failures.add(failed.failure());
        } catch (RuntimeException unexpected) {
          failures.add(unexpected);
        }
      }
      left.countDown();
    }

    void awaitSomeMore() {
      int before = opened.get();
      await().atMost(ELECTION).until(() -> opened.get() > before + 10 * CALLERS);
    }

    /** What callers were told beside their tokens. */
    List<Object> stop() {
      over.set(true);
      await().until(() -> left.getCount() == 0);
      return List.copyOf(failures);
    }
  }
}
