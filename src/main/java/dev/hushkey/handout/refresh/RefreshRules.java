package dev.hushkey.handout.refresh;

import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.UpstreamFacts;
import java.time.Duration;
import java.util.Optional;

/** Decides whether to refresh a token, use it as it is, or wait. Pure functions. */
public final class RefreshRules {

  /**
   * While another caller refreshes, a token with this much life left is handed out as it is: enough
   * for the camera backend to send an event.
   */
  static final Duration STILL_GOOD = Duration.ofSeconds(30);

  /** About four seconds in all: our callers give up soon after. */
  public static final Duration WAIT = Duration.ofMillis(100);

  public static final int MAX_WAITS = 40;

  private RefreshRules() {}

  /** What to do next. */
  public enum Step {
    HAND_OUT,
    REFRESH,
    WAIT,
    GIVE_UP
  }

  /**
   * The history of one hand-out.
   *
   * @param waits how often it waited for another caller's refresh
   * @param refreshed whether it has refreshed the token; it never does so twice
   * @param outage why the refresh failed, if it did
   */
  public record Attempt(int waits, boolean refreshed, Optional<FailureException> outage) {

    public static Attempt first() {
      return new Attempt(0, false, Optional.empty());
    }

    public Attempt waited() {
      return new Attempt(waits + 1, refreshed, outage);
    }

    public Attempt refreshedNow() {
      return new Attempt(waits, true, Optional.empty());
    }

    public Attempt foundUpstreamAway(FailureException why) {
      return new Attempt(waits, true, Optional.of(why));
    }
  }

  /** The next step, from what the decision statement just returned. */
  public static Step next(UpstreamFacts facts, Duration refreshAhead, Attempt attempt) {
    Duration remaining = facts.remaining();
    if (remaining.compareTo(ahead(facts, refreshAhead)) > 0) {
      return Step.HAND_OUT;
    }
    if (attempt.refreshed()) {
      return remaining.isPositive() ? Step.HAND_OUT : Step.GIVE_UP;
    }
    if (!facts.leased()) {
      return attempt.waits() < MAX_WAITS ? Step.REFRESH : Step.GIVE_UP;
    }
    if (remaining.compareTo(STILL_GOOD) >= 0) {
      return Step.HAND_OUT;
    }
    return attempt.waits() < MAX_WAITS ? Step.WAIT : Step.GIVE_UP;
  }

  /**
   * At most half of a token's life: otherwise an assistant whose tokens live shorter than the
   * refresh margin would be asked at each hand-out.
   */
  private static Duration ahead(UpstreamFacts facts, Duration refreshAhead) {
    Duration half = facts.life().dividedBy(2);
    return refreshAhead.compareTo(half) < 0 ? refreshAhead : half;
  }
}
