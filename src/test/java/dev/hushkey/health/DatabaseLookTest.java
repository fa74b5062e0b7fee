package dev.hushkey.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseLookTest {

  private static final Instant BEFORE = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant AFTER = BEFORE.plusSeconds(2);

  /** A slow answer says less, and never that a clock is off which may be right. */
  @ParameterizedTest
  @CsvSource({"PT0S, PT0S", "PT1S, PT0S", "PT2S, PT0S", "PT62S, PT-60S", "PT-60S, PT60S"})
  void offset_isWhatCannotBeExplainedByTheWayThere(Duration there, Duration offset) {
    assertThat(DatabaseLook.offset(BEFORE, BEFORE.plus(there), AFTER)).isEqualTo(offset);
  }
}
