package dev.hushkey.standby;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Whether the standby is asked now. Looks of our own find out, every second: no caller is ever the
 * one who tries whether it is back.
 */
final class StandbyUse {

  private static final Logger LOG = Logger.getLogger(StandbyUse.class);

  /** So many last looks are judged together. */
  static final int WINDOW = 50;

  static final Duration REST_OF_OVERTAKEN = Duration.ofSeconds(10);
  static final Duration MIN_REST = Duration.ofSeconds(1);
  static final Duration MAX_REST = Duration.ofSeconds(60);

  private static final int PERCENT = 100;

  private final Duration maxLag;
  private final int maxOvertaken;
  private final LongSupplier nanos;

  private volatile State state = State.UNKNOWN;

  // Guarded by this.
  private int failures;
  private long restUntil;
  private int lastLooks;
  private int overtaken;

  /** Why it is asked or not. */
  enum State {
    /** Nobody has looked yet. */
    UNKNOWN,
    IN_USE,
    /** It did not answer, or not in time. */
    AWAY,
    BEHIND,
    /** Too much of what it allowed was no longer true. */
    OVERTAKEN
  }

  StandbyUse(StandbySettings settings, LongSupplier nanos) {
    this.maxLag = settings.maxLag();
    this.maxOvertaken = settings.maxOvertaken();
    this.nanos = nanos;
    this.restUntil = nanos.getAsLong();
  }

  boolean isInUse() {
    return state == State.IN_USE;
  }

  State state() {
    return state;
  }

  /**
   * After a look of our own.
   *
   * @param lag how far it is behind; empty when it did not answer
   */
  synchronized void looked(Optional<Duration> lag) {
    if (lag.isEmpty()) {
      become(State.AWAY);
    } else if (nanos.getAsLong() - restUntil >= 0) {
      become(lag.get().compareTo(maxLag) > 0 ? State.BEHIND : State.IN_USE);
    }
  }

  /**
   * A first look failed there. A standby that answers looks of our own and fails callers rests for
   * longer each time, up to a minute.
   */
  synchronized void failed() {
    if (state == State.IN_USE) {
      Duration rest = MIN_REST.multipliedBy(1L << Math.min(failures, 6));
      failures++;
      rest(rest.compareTo(MAX_REST) < 0 ? rest : MAX_REST, State.AWAY);
    }
  }

  /** A first look succeeded there. */
  synchronized void answered() {
    failures = 0;
  }

  /** The last look agreed with the standby, or not. */
  synchronized void lastLook(boolean agreed) {
    lastLooks++;
    overtaken += agreed ? 0 : 1;
    if (lastLooks < WINDOW) {
      return;
    }
    boolean tooMany = overtaken * PERCENT > lastLooks * maxOvertaken;
    lastLooks = 0;
    overtaken = 0;
    if (tooMany && state == State.IN_USE) {
      rest(REST_OF_OVERTAKEN, State.OVERTAKEN);
    }
  }

  private void rest(Duration time, State why) {
    restUntil = nanos.getAsLong() + time.toNanos();
    become(why);
  }

  private void become(State next) {
    if (state == next) {
      return;
    }
    state = next;
    switch (next) {
      case IN_USE -> LOG.info("The standby takes first looks");
      case AWAY -> LOG.warn("The standby is not asked: it does not answer, or too slowly");
      case BEHIND -> LOG.warnf("The standby is not asked: it is more than %s behind", maxLag);
      case OVERTAKEN ->
          LOG.warnf(
              "The standby is not asked: of %d hand-outs that it allowed, more than %d %% were no"
                  + " longer true",
              WINDOW, maxOvertaken);
      case UNKNOWN -> {}
    }
  }
}
