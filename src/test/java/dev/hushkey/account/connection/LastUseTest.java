package dev.hushkey.account.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastUseTest {

  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  @Test
  void of_spans_areSaidAsPeopleSayThem() {
    assertThat(ago(Duration.ZERO)).isEqualTo(new LastUse.WithinAnHour());
    assertThat(ago(Duration.ofMinutes(59))).isEqualTo(new LastUse.WithinAnHour());
    assertThat(ago(Duration.ofHours(1))).isEqualTo(new LastUse.WithinADay());
    assertThat(ago(Duration.ofHours(23))).isEqualTo(new LastUse.WithinADay());
    assertThat(ago(Duration.ofHours(24))).isEqualTo(new LastUse.DaysAgo(2));
    assertThat(ago(Duration.ofHours(59 * 24 + 1))).isEqualTo(new LastUse.DaysAgo(60));
    assertThat(ago(Duration.ofDays(60)))
        .isEqualTo(new LastUse.LongAgo(NOW.minus(Duration.ofDays(60))));
  }

  @Test
  void of_clockOfTheDatabaseAhead_isNow() {
    assertThat(ago(Duration.ofSeconds(-3))).isEqualTo(new LastUse.WithinAnHour());
  }

  @Test
  void of_nothing_isNever() {
    assertThat(LastUse.of(Optional.empty(), NOW)).isEqualTo(new LastUse.Never());
  }

  private static LastUse ago(Duration span) {
    return LastUse.of(Optional.of(NOW.minus(span)), NOW);
  }
}
