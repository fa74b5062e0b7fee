package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.bench.storm.PlantedFault;
import dev.hushkey.stack.bench.storm.Score;
import dev.hushkey.stack.bench.storm.Storm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@code ./hushkey bench storm}: three replicas of the packaged application behind
 * HAProxy. That the judge finds mix-ups, {@code PlantedFaultTest} shows.
 */
class ReplicasInStormIT {

  private static final long ANSWERS = 100_000;
  private static final int PEOPLE = 3000;
  private static final int CONNECTIONS = 24;

  @Test
  void hundredThousandAnswers_whileAllFailsAndChanges_areTheTruthOfTheirMoment() throws Exception {
    Score score =
        Storm.run(
            TestStack.current(),
            new Storm.Plan(
                PEOPLE,
                CONNECTIONS,
                Duration.ofSeconds(20),
                ANSWERS,
                Duration.ofMinutes(4),
                PlantedFault.NONE));

    System.out.print(score.tell());
    assertThat(score.details()).isEmpty();
    assertThat(score.wrong()).isZero();
    assertThat(score.checked()).isGreaterThanOrEqualTo(ANSWERS);
    assertThat(score.count("changes, revocations")).isPositive();
    assertThat(score.count("in force at once, revocations")).isPositive();
    assertThat(score.count("changes, owners changed")).isPositive();
    assertThat(score.count("changes, grants narrowed")).isPositive();
    assertThat(score.count("changes, links ended by the assistant")).isPositive();
    assertThat(score.faults())
        .containsKeys(
            "replicas killed and started again",
            "replicas paused",
            "PostgreSQL backends terminated",
            "PostgreSQL paused",
            "OpenBao paused",
            "OpenBao sealed");
  }
}
