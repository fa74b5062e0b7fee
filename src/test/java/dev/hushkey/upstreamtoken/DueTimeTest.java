package dev.hushkey.upstreamtoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a token is refreshed ahead. */
class DueTimeTest {

  private static final Instant FROM = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final int LINKS = 24_000;

  @Test
  void tokensOfOneMinute_areSpreadOverTwentyFive() {
    Map<Long, Long> perMinute =
        IntStream.range(0, LINKS)
            .mapToObj(_ -> DueTime.pick(FROM, FROM.plus(Duration.ofHours(1)), AHEAD))
            .map(due -> Duration.between(FROM, due).toMinutes())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(perMinute.keySet()).allSatisfy(minute -> assertThat(minute).isBetween(30L, 54L));
    assertThat(perMinute).hasSize(25);
    assertThat(perMinute.values())
        .allSatisfy(links -> assertThat(links).isLessThan(LINKS / 25 * 5L / 4));
  }

  @ParameterizedTest
  @CsvSource({
    "PT1H, 0, PT30M",
    "PT1H, 1, PT55M",
    "PT1H, 0.5, PT42M30S",
    "PT24H, 1, PT23H55M",
    // Too short for the margin of hand-outs: spread all the same.
    "PT10M, 0, PT5M",
    "PT10M, 1, PT7M30S",
    // Not in a loop, whatever the assistant says.
    "PT10S, 0.5, PT1M",
    "PT0S, 0, PT1M",
    "PT-1H, 1, PT1M",
  })
  void moment_isInTheSecondHalf_andBeforeHandOutsHaveTo(Duration life, double share, Duration due) {
    assertThat(Duration.between(FROM, DueTime.at(FROM, FROM.plus(life), AHEAD, share)))
        .isEqualTo(due);
  }
}
