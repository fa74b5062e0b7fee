package dev.hushkey.handout.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.SealedAccess;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.handout.refresh.RefreshRules.Attempt;
import dev.hushkey.handout.refresh.RefreshRules.Step;
import dev.hushkey.seal.SealedText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshRulesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final int HOUR = 3600;

  @ParameterizedTest
  @CsvSource({
    // remaining seconds, leased by somebody, step
    "3600, false, HAND_OUT",
    "3600, true,  HAND_OUT",
    "301,  false, HAND_OUT",
    "301,  true,  HAND_OUT",
    "300,  false, REFRESH",
    "300,  true,  HAND_OUT",
    "30,   false, REFRESH",
    "30,   true,  HAND_OUT",
    "29,   false, REFRESH",
    "29,   true,  WAIT",
    "0,    false, REFRESH",
    "0,    true,  WAIT",
    "-60,  false, REFRESH",
    "-60,  true,  WAIT",
  })
  void firstStep(int remaining, boolean leased, Step step) {
    assertThat(RefreshRules.next(facts(remaining, HOUR, leased), AHEAD, Attempt.first()))
        .isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({
    "3600, HAND_OUT",
    "299,  HAND_OUT",
    "1,    HAND_OUT",
    "0,    GIVE_UP",
    "-1,   GIVE_UP",
  })
  void afterARefreshOfOurs_orAnOutage_whatStillLivesIsHandedOut(int remaining, Step step) {
    for (boolean leased : new boolean[] {false, true}) {
      UpstreamFacts facts = facts(remaining, HOUR, leased);
      assertThat(RefreshRules.next(facts, AHEAD, Attempt.first().refreshedNow())).isEqualTo(step);
      assertThat(RefreshRules.next(facts, AHEAD, afterOutage())).isEqualTo(step);
    }
  }

  @Test
  void waiting_endsAfterAboutFourSeconds() {
    Attempt patient = Attempt.first();
    for (int i = 0; i < RefreshRules.MAX_WAITS; i++) {
      assertThat(RefreshRules.next(facts(0, HOUR, true), AHEAD, patient)).isEqualTo(Step.WAIT);
      patient = patient.waited();
    }
    assertThat(RefreshRules.next(facts(0, HOUR, true), AHEAD, patient)).isEqualTo(Step.GIVE_UP);
    assertThat(RefreshRules.next(facts(0, HOUR, false), AHEAD, patient)).isEqualTo(Step.GIVE_UP);
    assertThat(RefreshRules.WAIT.multipliedBy(RefreshRules.MAX_WAITS))
        .isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void waiter_thatSeesTheNewToken_handsItOut() {
    assertThat(RefreshRules.next(facts(3599, HOUR, false), AHEAD, Attempt.first().waited()))
        .isEqualTo(Step.HAND_OUT);
  }

  @Test
  void waiter_whoseHolderGaveUp_refreshes() {
    assertThat(RefreshRules.next(facts(0, HOUR, false), AHEAD, Attempt.first().waited()))
        .isEqualTo(Step.REFRESH);
  }

  @ParameterizedTest
  @CsvSource({"299, HAND_OUT", "151, HAND_OUT", "150, REFRESH"})
  void tokenThatLivesShorterThanWeRefreshAhead_isRefreshedAtHalfTime(int remaining, Step step) {
    assertThat(RefreshRules.next(facts(remaining, 300, false), AHEAD, Attempt.first()))
        .isEqualTo(step);
  }

  @Test
  void rowThatMakesNoSense_isNeverFresh() {
    // Ended before it was received: the clocks of two machines differ.
    assertThat(RefreshRules.next(facts(-60, -30, false), AHEAD, Attempt.first()))
        .isEqualTo(Step.REFRESH);
    assertThat(RefreshRules.next(facts(-60, -60, false), AHEAD, Attempt.first()))
        .isEqualTo(Step.REFRESH);
  }

  private static Attempt afterOutage() {
    return Attempt.first()
        .foundUpstreamAway(FailureException.unavailable(Dependency.UPSTREAM, null));
  }

  @Test
  void outage_isRememberedForTheAnswer() {
    assertThat(afterOutage().outage()).isPresent();
    assertThat(Attempt.first().refreshedNow().outage()).isEqualTo(Optional.empty());
  }

  private static UpstreamFacts facts(int remaining, int life, boolean leased) {
    Instant end = NOW.plusSeconds(remaining);
    return new UpstreamFacts(
        new SealedAccess(new SealedText("vault:v1:x"), true),
        NOW,
        end.minusSeconds(life),
        end,
        URI.create("https://api.amazonalexa.com/v3/events"),
        7,
        leased);
  }
}
