package dev.hushkey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {

  private static final Duration SOME = Duration.ofMillis(100);

  /** {@code up} is the parent of all services, each of which has a record of its own. */
  @Test
  void timeOfAProcess_holdsThatOfItsChildren_unlessTheyAreCountedElsewhere() throws IOException {
    ProcessRecord self = ProcessRecord.current();
    Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      await()
          .untilAsserted(
              () -> {
                Duration without = self.processorTime(Set.of(busy.pid()));
                assertThat(self.processorTime(Set.of())).isGreaterThan(without.plus(SOME));
              });
    } finally {
      busy.destroyForcibly();
    }
  }
}
