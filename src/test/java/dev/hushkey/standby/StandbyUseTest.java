package dev.hushkey.standby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.standby.StandbyUse.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the standby is asked. */
class StandbyUseTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int OVERTAKEN_PERCENT = 20;

  private long nanos = Long.MAX_VALUE - 5;
  private final StandbyUse use = new StandbyUse(settings(), () -> nanos);

  private static StandbySettings settings() {
    return new StandbySettings() {
      @Override
      public Optional<String> url() {
        return Optional.empty();
      }

      @Override
      public Duration patience() {
        return Duration.ofMillis(250);
      }

      @Override
      public Duration maxLag() {
        return LIMIT;
      }

      @Override
      public int maxOvertaken() {
        return OVERTAKEN_PERCENT;
      }
    };
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private State looked(Duration lag) {
    use.looked(Optional.of(lag));
    return use.state();
  }

  private void lastLooks(int agreed, int overtaken) {
    for (int i = 0; i < agreed; i++) {
      use.lastLook(true);
    }
    for (int i = 0; i < overtaken; i++) {
      use.lastLook(false);
    }
  }

  @Test
  void standby_nobodyHasLookedAt_isNotAsked() {
    assertThat(use.isInUse()).isFalse();
  }

  @Test
  void standby_isAskedUpToItsLimitBehind_andNotBeyond() {
    assertThat(looked(LIMIT)).isEqualTo(State.IN_USE);
    assertThat(looked(LIMIT.plusMillis(1))).isEqualTo(State.BEHIND);
    assertThat(use.isInUse()).isFalse();
    assertThat(looked(Duration.ZERO)).isEqualTo(State.IN_USE);
  }

  @Test
  void standbyThatDoesNotAnswerOurLook_isNotAsked_untilItDoes() {
    looked(Duration.ZERO);
    use.looked(Optional.empty());
    assertThat(use.state()).isEqualTo(State.AWAY);
    assertThat(looked(Duration.ZERO)).isEqualTo(State.IN_USE);
  }

  @Test
  void standbyThatFailsCallers_restsAtOnce_longerEachTime_andAMinuteAtMost() {
    looked(Duration.ZERO);
    Duration rest = StandbyUse.MIN_REST;
    for (int i = 0; i < 10; i++) {
      use.failed();
      use.failed();
      assertThat(use.isInUse()).isFalse();
      pass(rest.minusNanos(1));
      assertThat(looked(Duration.ZERO)).isEqualTo(State.AWAY);
      pass(Duration.ofNanos(1));
      assertThat(looked(Duration.ZERO)).isEqualTo(State.IN_USE);
      rest = rest.multipliedBy(2);
      rest = rest.compareTo(StandbyUse.MAX_REST) < 0 ? rest : StandbyUse.MAX_REST;
    }
    use.answered();
    use.failed();
    pass(StandbyUse.MIN_REST);
    assertThat(looked(Duration.ZERO)).isEqualTo(State.IN_USE);
  }

  @Test
  void standbyThatIsOvertakenTooOften_rests() {
    looked(Duration.ZERO);
    int most = StandbyUse.WINDOW * OVERTAKEN_PERCENT / 100;
    lastLooks(StandbyUse.WINDOW - most, most);
    assertThat(use.isInUse()).isTrue();
    lastLooks(StandbyUse.WINDOW - most - 1, most + 1);
    assertThat(use.state()).isEqualTo(State.OVERTAKEN);
    assertThat(looked(Duration.ZERO)).isEqualTo(State.OVERTAKEN);
    pass(StandbyUse.REST_OF_OVERTAKEN);
    assertThat(looked(Duration.ZERO)).isEqualTo(State.IN_USE);
  }
}
