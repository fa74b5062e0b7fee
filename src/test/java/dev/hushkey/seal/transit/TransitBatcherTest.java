package dev.hushkey.seal.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransitBatcherTest {

  private static final int ROOM = 500;

  private final HeldCalls vault = new HeldCalls();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @AfterEach
  void letAllGo() {
    vault.answers.release(10_000);
  }

  @Test
  void submit_nothingOnItsWay_goesAtOnceAndAlone() {
    vault.answers.release();

    ask(batcher(1), "a").awaitItem().assertItem("A");

    assertThat(vault.batches).containsExactly(List.of("a"));
  }

  @Test
  void submit_whileACallIsOnItsWay_goTogetherInTheNextInOrder() {
    TransitBatcher batcher = batcher(1);
    var first = askAndAwaitDeparture(batcher, "a");
    var second = ask(batcher, "b");
    var third = ask(batcher, "c");

    vault.answers.release(2);

    first.awaitItem().assertItem("A");
    second.awaitItem().assertItem("B");
    third.awaitItem().assertItem("C");
    assertThat(vault.batches).containsExactly(List.of("a"), List.of("b", "c"));
  }

  @Test
  void submit_moreThanOneCallTakes_goInChunks() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var rest = IntStream.range(0, 400).mapToObj(i -> ask(batcher, "i" + i)).toList();

    vault.answers.release(4);

    rest.forEach(UniAssertSubscriber::awaitItem);
    assertThat(vault.batches).extracting(List::size).containsExactly(1, 150, 150, 100);
  }

  @Test
  void submit_twoCallsAtOnce_leaveBesideEachOtherAndTheThirdWaits() {
    TransitBatcher batcher = batcher(2);
    askAndAwaitDeparture(batcher, "a");
    askAndAwaitDeparture(batcher, "b");
    var third = ask(batcher, "c");

    assertThat(batcher.waiting()).isEqualTo(1);
    vault.answers.release(3);

    third.awaitItem().assertItem("C");
    assertThat(vault.mostAtOnce()).isEqualTo(2);
  }

  @Test
  void submit_callerLeftBeforeTheCall_isNotSent() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var left = ask(batcher, "b");
    var stays = ask(batcher, "c");

    left.cancel();
    vault.answers.release(2);

    stays.awaitItem().assertItem("C");
    assertThat(vault.batches).containsExactly(List.of("a"), List.of("c"));
  }

  @Test
  void submit_allCallersLeft_callIsInterruptedAndTheNextLeaves() {
    TransitBatcher batcher = batcher(1);
    var left = askAndAwaitDeparture(batcher, "a");
    var stays = ask(batcher, "b");

    left.cancel();

    soon().untilAsserted(() -> assertThat(vault.batches).hasSize(2));
    assertThat(vault.interrupted).containsExactly(List.of("a"));
    vault.answers.release();
    stays.awaitItem().assertItem("B");
  }

  @Test
  void submit_oneOfTwoCallersLeft_callGoesOn() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var left = ask(batcher, "b");
    var stays = ask(batcher, "c");
    vault.answers.release();
    soon().until(() -> vault.batches.size() == 2);

    left.cancel();
    vault.answers.release();

    stays.awaitItem().assertItem("C");
    assertThat(vault.interrupted).isEmpty();
  }

  @Test
  void submit_tooManyWaiting_isOverloadedAtOnceUntilOneLeaves() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var waiting = IntStream.range(0, ROOM).mapToObj(i -> ask(batcher, "i" + i)).toList();

    assertThat(((FailureException) ask(batcher, "one too many").getFailure()).failure())
        .isInstanceOf(Failure.Overloaded.class);
    assertThat(batcher.waiting()).isEqualTo(ROOM);

    waiting.getFirst().cancel();
    var last = ask(batcher, "z");
    vault.answers.release(10);
    last.awaitItem().assertItem("Z");
  }

  @Test
  void submit_oneBadItem_failsAlone() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var bad = ask(batcher, "bad");
    var good = ask(batcher, "b");

    vault.answers.release(2);

    bad.awaitFailure().assertFailedWith(VaultFault.class);
    good.awaitItem().assertItem("B");
  }

  @Test
  void submit_callFailsAsAWhole_allAboardFailAndTheNextIsWell() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var doomed = List.of(ask(batcher, "away"), ask(batcher, "b"));
    vault.answers.release(2);

    doomed.forEach(one -> one.awaitFailure().assertFailedWith(VaultFault.class));

    vault.answers.release();
    ask(batcher, "c").awaitItem().assertItem("C");
  }

  @Test
  void submit_bugInTheCall_failsAndDoesNotBlockTheNext() {
    TransitBatcher batcher = batcher(1);
    vault.answers.release(2);

    ask(batcher, "bug").awaitFailure().assertFailedWith(IllegalStateException.class);

    ask(batcher, "b").awaitItem().assertItem("B");
  }

  @Test
  void meters_tellBatchesAndWhoWaits() {
    TransitBatcher batcher = batcher(1);
    askAndAwaitDeparture(batcher, "a");
    var last = List.of(ask(batcher, "b"), ask(batcher, "c")).getLast();
    assertThat(meters.get("hushkey.seal.waiting").tag("key", "k").gauge().value()).isEqualTo(2);

    vault.answers.release(2);
    last.awaitItem();

    assertThat(meters.get("hushkey.seal.waiting").gauge().value()).isZero();
    assertThat(meters.get("hushkey.seal.batch.items").summary().count()).isEqualTo(2);
    assertThat(meters.get("hushkey.seal.batch.items").summary().totalAmount()).isEqualTo(3);
    assertThat(meters.get("hushkey.seal.wait").timer().count()).isEqualTo(3);
  }

  private TransitBatcher batcher(int maxConcurrentCalls) {
    return new TransitBatcher(
        "decrypt",
        vault,
        new Limits(maxConcurrentCalls, TransitBatch.MAX_ITEMS, ROOM),
        Traces.off(),
        batcher ->
            TransitBatcherMeters.of(meters, TransitOperation.DECRYPT, "k", batcher::waiting));
  }

  private UniAssertSubscriber<String> askAndAwaitDeparture(TransitBatcher batcher, String text) {
    int before = vault.batches.size();
    var asked = ask(batcher, text);
    soon().until(() -> vault.batches.size() == before + 1);
    return asked;
  }

  private static UniAssertSubscriber<String> ask(TransitBatcher batcher, String text) {
    Uni<String> answer = batcher.submit(new TransitItem(text, "context"));
    return answer.subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(2));
  }

  private record Limits(int maxConcurrentCalls, int maxItems, int maxQueued)
      implements VaultSettings.Batching {}

  /** Turns texts to upper case, each call as soon as the test lets one go. */
  private static final class HeldCalls implements TransitBatcher.Call {
    private final Semaphore answers = new Semaphore(0);
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final List<List<String>> interrupted = new CopyOnWriteArrayList<>();
    private int now;
    private int most;

    @Override
    public List<TransitOutcome> send(List<TransitItem> items) throws VaultFault {
      List<String> texts = items.stream().map(TransitItem::text).toList();
      count(1);
      batches.add(texts);
      try {
        answers.acquire();
      } catch (InterruptedException _) {
        interrupted.add(texts);
        throw new VaultFault(VaultFault.Kind.AWAY, "interrupted");
      } finally {
        count(-1);
      }
      return answer(texts);
    }

    private static List<TransitOutcome> answer(List<String> texts) throws VaultFault {
      List<TransitOutcome> outcomes = new ArrayList<>();
      for (String text : texts) {
        switch (text) {
          case "away" -> throw new VaultFault(VaultFault.Kind.AWAY, "away");
          case "bug" -> throw new IllegalStateException("bug");
          case "bad" -> outcomes.add(new TransitOutcome.Failed(VaultFault.ofItem("bad")));
          default -> outcomes.add(new TransitOutcome.Done(text.toUpperCase(Locale.ROOT)));
        }
      }
      return outcomes;
    }

    private synchronized void count(int change) {
      now += change;
      most = Math.max(most, now);
    }

    private synchronized int mostAtOnce() {
      return most;
    }
  }
}
