package dev.hushkey.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls that end when the test says so. TransitBatcherTest has what blocks and is interrupted. */
class GathererTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Queue<Runnable> departures = new ArrayDeque<>();
  private final Calls calls = new Calls();
  private final AtomicLong now = new AtomicLong();

  /** Answers {@code 2} with {@code answer to 2}, when let go. */
  private static final class Calls implements Gatherer.Call<Integer, String> {
    private final List<List<Integer>> asked = new ArrayList<>();
    private final List<UniEmitter<? super List<String>>> open = new ArrayList<>();

    @Override
    public Uni<List<String>> ask(List<Integer> questions) {
      return Uni.createFrom()
          .emitter(
              emitter -> {
                asked.add(questions);
                open.add(emitter);
              });
    }

    void answer(int call) {
      open.get(call)
          .complete(asked.get(call).stream().map(question -> "answer to " + question).toList());
    }
  }

  private Gatherer<Integer, String> gatherer(int questions, int waiting, Duration longestWait) {
    return new Gatherer<>(
        departures::add,
        calls,
        new Gatherer.Limits(1, questions, waiting, longestWait),
        nobodyWatches(),
        now::get);
  }

  private void depart() {
    departures.remove().run();
  }

  private static UniAssertSubscriber<String> ask(Gatherer<Integer, String> gatherer, int question) {
    return gatherer.ask(question).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void questionsBeforeTheDeparture_shareTheCall_andEachGetsItsOwnAnswer() {
    Gatherer<Integer, String> gatherer = gatherer(10, 10, LONG);
    var one = ask(gatherer, 1);
    var two = ask(gatherer, 2);

    depart();
    calls.answer(0);

    assertThat(calls.asked).containsExactly(List.of(1, 2));
    one.assertItem("answer to 1");
    two.assertItem("answer to 2");
  }

  @Test
  void questionsWhileACallRuns_goWithTheNext() {
    Gatherer<Integer, String> gatherer = gatherer(2, 10, LONG);
    ask(gatherer, 1);
    depart();
    IntStream.rangeClosed(2, 4).forEach(i -> ask(gatherer, i));
    assertThat(departures).isEmpty();

    calls.answer(0);
    depart();
    calls.answer(1);
    depart();

    assertThat(calls.asked).containsExactly(List.of(1), List.of(2, 3), List.of(4));
  }

  @Test
  void oneTooMany_isOverloaded_andNotAsked() {
    Gatherer<Integer, String> gatherer = gatherer(10, 2, LONG);
    ask(gatherer, 1);
    ask(gatherer, 2);

    ask(gatherer, 3).assertFailedWith(FailureException.class);

    depart();
    assertThat(calls.asked).containsExactly(List.of(1, 2));
  }

  @Test
  void questionThatWaitedForTooLong_isOverloaded_andNotAsked() {
    Gatherer<Integer, String> gatherer = gatherer(10, 10, Duration.ofMillis(20));
    var late = ask(gatherer, 1);
    now.addAndGet(Duration.ofMillis(30).toNanos());
    var inTime = ask(gatherer, 2);

    depart();
    calls.answer(0);

    assertThat(calls.asked).containsExactly(List.of(2));
    inTime.assertItem("answer to 2");
    assertThat(((FailureException) late.getFailure()).failure())
        .isInstanceOf(Failure.Overloaded.class);
  }

  @Test
  void answerThatIsShort_isNobodys() {
    Gatherer<Integer, String> gatherer = gatherer(10, 10, LONG);
    var both = List.of(ask(gatherer, 1), ask(gatherer, 2));
    depart();

    calls.open.getFirst().complete(List.of("answer to 2"));

    both.forEach(one -> one.assertFailedWith(IllegalStateException.class));
  }

  @Test
  void callThatFails_failsItsOwnQuestionsOnly() {
    Gatherer<Integer, String> gatherer = gatherer(10, 10, LONG);
    var doomed = ask(gatherer, 1);
    depart();
    var next = ask(gatherer, 2);

    calls.open.getFirst().fail(new IllegalArgumentException("gone"));
    depart();
    calls.answer(1);

    doomed.assertFailedWith(IllegalArgumentException.class, "gone");
    next.assertItem("answer to 2");
  }

  @Test
  void callerWhoLeaves_isNotAskedFor_andTheOthersAreTold() {
    Gatherer<Integer, String> gatherer = gatherer(10, 10, LONG);
    ask(gatherer, 1).cancel();
    var stays = ask(gatherer, 2);

    depart();
    calls.answer(0);

    assertThat(calls.asked).containsExactly(List.of(2));
    stays.assertItem("answer to 2");
  }

  @Test
  void answers_comeOnTheirCallersContexts() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Context own = vertx.getOrCreateContext();
      Gatherer<Integer, String> gatherer =
          new Gatherer<>(
              task -> own.runOnContext(_ -> task.run()),
              questions ->
                  Uni.createFrom()
                      .item(questions.stream().map(question -> "answer to " + question).toList()),
              new Gatherer.Limits(2, 7, 1000, LONG),
              nobodyWatches());
      int callers = 500;
      CountDownLatch left = new CountDownLatch(callers);
      Map<Integer, String> wrong = new ConcurrentHashMap<>();
      for (int i = 0; i < callers; i++) {
        int question = i;
        Context caller = vertx.getOrCreateContext();
        caller.runOnContext(
            _ ->
                gatherer
                    .ask(question)
                    .subscribe()
                    .with(
                        answer -> {
                          if (Vertx.currentContext() != caller
                              || !answer.equals("answer to " + question)) {
                            wrong.put(question, answer);
                          }
                          left.countDown();
                        }));
      }
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong).isEmpty();
    } finally {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      vertx.close().onComplete(_ -> closed.complete(null));
      closed.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void questionsThatComeToOneLoopTogether_shareTheFirstCall() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      List<Integer> sizes = new CopyOnWriteArrayList<>();
      Gatherer<Integer, Integer> gatherer =
          new Gatherer<>(
              Runnable::run,
              questions -> {
                sizes.add(questions.size());
                return Uni.createFrom().item(questions);
              },
              new Gatherer.Limits(1, 10, 10, LONG),
              nobodyWatches());
      CountDownLatch answered = new CountDownLatch(5);
      Context loop = vertx.getOrCreateContext();
      loop.runOnContext(
          _ ->
              IntStream.range(0, 5)
                  .forEach(
                      question ->
                          loop.runOnContext(
                              _ ->
                                  gatherer
                                      .ask(question)
                                      .subscribe()
                                      .with(_ -> answered.countDown()))));
      assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(sizes).containsExactly(5);
    } finally {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      vertx.close().onComplete(_ -> closed.complete(null));
      closed.get(10, TimeUnit.SECONDS);
    }
  }

  private static Gatherer.Watch nobodyWatches() {
    return new Gatherer.Watch() {
      @Override
      public void sent(int questions) {
        // not of interest
      }

      @Override
      public void waited(long nanos) {
        // not of interest
      }
    };
  }
}
