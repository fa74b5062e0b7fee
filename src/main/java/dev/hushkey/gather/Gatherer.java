package dev.hushkey.gather;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Collects questions while calls are running, and asks them together in the next call. A question
 * that arrives when no call is running does not wait. First come, first served.
 *
 * <p>A question whose caller has left is not asked; a call whose callers have all left is
 * cancelled. Each answer is emitted on its caller's own Vert.x context, if there is one.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
public final class Gatherer<Q, A> {

  private final Executor departures;
  private final Call<Q, A> call;
  private final Limits limits;
  private final Watch watch;
  private final LongSupplier nanos;

  // Guarded by this. A set in order of arrival; a caller that leaves is removed at once.
  private final Set<Waiting> queue = new LinkedHashSet<>();
  private int calls;

  /** Asks many questions at once. */
  @FunctionalInterface
  public interface Call<Q, A> {

    /** One answer for each question, in their order; anything else fails all of them. */
    Uni<List<A>> ask(List<Q> questions);
  }

  /**
   * The bounds of a gatherer.
   *
   * @param calls how many may run at once
   * @param questions how many one call carries at most
   * @param waiting how many questions may wait; a further one fails at once
   * @param longestWait a question that has waited longer is not asked any more, but fails
   */
  public record Limits(int calls, int questions, int waiting, Duration longestWait) {}

  /** Who is told what happens, for meters. */
  public interface Watch {

    /** A call is made. */
    void sent(int questions);

    /** How long a question of it has waited. */
    void waited(long nanos);
  }

  /**
   * A gatherer of its own queue.
   *
   * @param departures runs the start of each call. The later it does so, the more questions the
   *     call carries: those that arrive meanwhile are included
   */
  public Gatherer(Executor departures, Call<Q, A> call, Limits limits, Watch watch) {
    this(departures, call, limits, watch, System::nanoTime);
  }

  Gatherer(Executor departures, Call<Q, A> call, Limits limits, Watch watch, LongSupplier nanos) {
    this.departures = departures;
    this.call = call;
    this.limits = limits;
    this.watch = watch;
    this.nanos = nanos;
  }

  /**
   * The answer. Fails as the call does, and with {@link Failure.Overloaded} when too many are
   * waiting, or have waited for too long: nothing was asked then.
   */
  public Uni<A> ask(Q question) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiting one = new Waiting(question, emitter, Vertx.currentContext());
              emitter.onTermination(() -> leave(one));
              if (!join(one)) {
                emitter.fail(overloaded());
              }
            });
  }

  private static FailureException overloaded() {
    return new FailureException(Failure.Overloaded.comeBackByChance());
  }

  /** How many wait for a call. */
  public synchronized int waiting() {
    return queue.size();
  }

  private boolean join(Waiting one) {
    boolean departs;
    synchronized (this) {
      if (queue.size() >= limits.waiting()) {
        return false;
      }
      queue.add(one);
      departs = mayDepart();
    }
    if (departs) {
      departAfterItsLoop(one);
    }
    return true;
  }

  /**
   * Requests often come to one event loop together. What else waits in the loop of the first one is
   * done before the call departs, so that the others of them are aboard.
   */
  private void departAfterItsLoop(Waiting first) {
    first.onContext(() -> departures.execute(new Flight()::depart));
  }

  private boolean mayDepart() {
    if (calls < limits.calls() && !queue.isEmpty()) {
      calls++;
      return true;
    }
    return false;
  }

  private void leave(Waiting one) {
    if (one.told) {
      return;
    }
    Flight abandoned = null;
    synchronized (this) {
      if (!queue.remove(one) && one.flight != null && one.flight.left()) {
        abandoned = one.flight;
      }
    }
    if (abandoned != null) {
      abandoned.cancel();
    }
  }

  private void land(Flight flight) {
    boolean departs;
    synchronized (this) {
      if (flight.landed) {
        return;
      }
      flight.landed = true;
      calls--;
      departs = mayDepart();
    }
    if (departs) {
      departures.execute(new Flight()::depart);
    }
  }

  /** Those that have waited for too long come out as well, to be told so. */
  private synchronized List<Waiting> board(Flight flight, List<Waiting> late) {
    List<Waiting> aboard = new ArrayList<>();
    long now = nanos.getAsLong();
    Iterator<Waiting> next = queue.iterator();
    while (next.hasNext() && aboard.size() < limits.questions()) {
      Waiting one = next.next();
      next.remove();
      if (now - one.since > limits.longestWait().toNanos()) {
        late.add(one);
      } else {
        one.flight = flight;
        aboard.add(one);
      }
    }
    flight.expected = aboard.size();
    return aboard;
  }

  /** One waiting caller. Compared by identity, because two may ask the same. */
  private final class Waiting {
    private final Q question;
    private final UniEmitter<? super A> emitter;
    private final Context context;
    private final long since = nanos.getAsLong();
    private volatile boolean told;
    private Flight flight;

    Waiting(Q question, UniEmitter<? super A> emitter, Context context) {
      this.question = question;
      this.emitter = emitter;
      this.context = context;
    }

    void tell(A answer) {
      told = true;
      onContext(() -> emitter.complete(answer));
    }

    void tell(Throwable failure) {
      told = true;
      onContext(() -> emitter.fail(failure));
    }

    private void onContext(Runnable task) {
      if (context == null) {
        task.run();
      } else {
        context.runOnContext(_ -> task.run());
      }
    }
  }

  /** One running call. */
  private final class Flight implements UniSubscriber<List<A>> {

    private List<Waiting> aboard = List.of();
    private volatile UniSubscription running;
    private volatile boolean abandoned;

    // Guarded by the gatherer.
    private int expected;
    private boolean landed;

    void depart() {
      List<Waiting> late = new ArrayList<>();
      aboard = board(this, late);
      if (aboard.isEmpty()) {
        land(this);
      } else {
        send();
      }
      late.forEach(one -> one.tell(overloaded()));
    }

    private void send() {
      long now = nanos.getAsLong();
      watch.sent(aboard.size());
      List<Q> questions = new ArrayList<>(aboard.size());
      for (Waiting one : aboard) {
        watch.waited(now - one.since);
        questions.add(one.question);
      }
      Uni<List<A>> asked;
      try {
        asked = call.ask(questions);
      } catch (RuntimeException | Error bug) {
        onFailure(bug);
        return;
      }
      asked.subscribe().withSubscriber(this);
    }

    /** Whether the last caller has left; also true too late, when there is no call any more. */
    private boolean left() {
      expected--;
      return expected == 0 && !landed;
    }

    private void cancel() {
      abandoned = true;
      UniSubscription call = running;
      if (call != null) {
        call.cancel();
      }
      land(this);
    }

    @Override
    public void onSubscribe(UniSubscription subscription) {
      running = subscription;
      if (abandoned) {
        subscription.cancel();
      }
    }

    /** The next call leaves before the callers of this one are told, so that nobody idles. */
    @Override
    public void onItem(List<A> answers) {
      land(this);
      if (answers == null || answers.size() != aboard.size()) {
        tellAll(new IllegalStateException("a call did not answer each of its questions"));
        return;
      }
      for (int i = 0; i < answers.size(); i++) {
        aboard.get(i).tell(answers.get(i));
      }
    }

    @Override
    public void onFailure(Throwable failure) {
      land(this);
      tellAll(failure);
    }

    private void tellAll(Throwable failure) {
      aboard.forEach(one -> one.tell(failure));
    }
  }
}
