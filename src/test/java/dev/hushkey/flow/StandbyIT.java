package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.bench.standby.StandbyRun;
import dev.hushkey.stack.bench.storm.Score;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@code ./hushkey bench standby}: a real hot standby that is ten minutes behind
 * takes the first looks, and at last hangs and dies.
 */
class StandbyIT {

  private static final int PEOPLE = 400;
  private static final int CONNECTIONS = 8;
  private static final long ANSWERS = 4000;

  @Test
  void standbyThatIsMinutesBehind_givesNothingWrong_andNobodyMissesItWhenItDies() throws Exception {
    Score score =
        StandbyRun.run(
            TestStack.current(),
            new StandbyRun.Plan(
                PEOPLE, CONNECTIONS, Duration.ofMinutes(10), ANSWERS, Duration.ofMinutes(2)));

    System.out.print(score.tell());
    assertThat(score.details()).isEmpty();
    assertThat(score.wrong()).isZero();
    assertThat(score.count("checked, hand-outs", "checked, hand-outs in batches"))
        .isGreaterThanOrEqualTo(ANSWERS);
    // The standby was of use; it had to be corrected in both directions.
    assertThat(score.count("first looks, answered")).isPositive();
    assertThat(score.count("first looks, overtaken")).isPositive();
    assertThat(score.count("first looks, refused")).isPositive();
    for (String change :
        new String[] {
          "revocations", "owners changed", "grants narrowed", "tokens renewed", "linked again"
        }) {
      assertThat(score.count("in force at once, " + change)).as(change).isPositive();
    }
    assertThat(score.faults()).containsKeys("standby hung", "standby killed");
  }
}
