package dev.hushkey.revocation.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepPaceTest {

  @ParameterizedTest
  @CsvSource({"0, 1000, 1000", "100, 1000, 20", "1, 1000, 1", "50000, 1000, 1000", "100, 7, 7"})
  void steps_areSmall_whereTheRateIsLow(int rate, int most, int chunk) {
    assertThat(SweepPace.of(rate, null).chunk(most)).isEqualTo(chunk);
  }
}
