package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "' 30 ', PT30S",
    "0, PT1S",
    "100000, PT27H46M40S",
    "99999999999999999, PT8760H",
    "'Sun, 01 Mar 2026 12:02:00 GMT', PT2M",
    "'Sunday, 01-Mar-26 12:02:00 GMT', PT2M",
    "'Sun Mar  1 12:02:00 2026', PT2M",
    "'Sun, 01 Mar 2026 11:00:00 GMT', PT1S",
    "soon,",
    "-5,",
    "'',",
  })
  void header_isSecondsOrADate(String header, Duration expected) {
    assertThat(of(503, header, null)).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void withoutAHeader_nobodyAsksForAPause() {
    assertThat(of(429, null, null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // Their clock is ten minutes fast, and so is the date; it means two minutes all the same.
    "'Sun, 01 Mar 2026 12:10:00 GMT', PT2M",
    "'not a date', PT12M",
  })
  void date_countsByTheClockOfItsServer(String date, Duration expected) {
    assertThat(of(503, "Sun, 01 Mar 2026 12:12:00 GMT", date)).contains(expected);
  }

  private static Optional<Duration> of(int status, String header, String date) {
    return RetryAfter.of(
        new UpstreamHttp.Answer(status, Optional.ofNullable(header), Optional.ofNullable(date), ""),
        NOW);
  }
}
