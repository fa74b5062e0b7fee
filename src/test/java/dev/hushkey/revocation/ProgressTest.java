package dev.hushkey.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static Revocation.CleanedUp cleanedUp(long swept, Long total) {
    return new Revocation.CleanedUp(
        swept,
        Optional.ofNullable(total),
        Duration.ofSeconds(10),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void timeLeft_followsFromThePaceSoFar() {
    assertThat(cleanedUp(250, 1000L).left()).contains(Duration.ofSeconds(30));
    assertThat(cleanedUp(1000, 1000L).left()).contains(Duration.ZERO);
    assertThat(cleanedUp(1001, 1000L).left()).contains(Duration.ZERO);
  }

  @Test
  void timeLeft_isUnknown_withoutAPaceOrATotal_andWhenItIsDone() {
    assertThat(cleanedUp(0, 1000L).left()).isEmpty();
    assertThat(cleanedUp(250, null).left()).isEmpty();
    assertThat(
            new Revocation.CleanedUp(
                    250,
                    Optional.of(1000L),
                    Duration.ofSeconds(10),
                    Optional.of(Instant.EPOCH),
                    Optional.empty())
                .left())
        .isEmpty();
  }
}
