package dev.hushkey.stack.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarmingTest {

  private static final int MANY = 100;

  /** After how many windows it is over. */
  private static int windows(DoubleStream rates) {
    Warming warming = new Warming();
    int count = 0;
    for (double rate : rates.toArray()) {
      if (warming.isOver()) {
        return count;
      }
      warming.add(rate);
      count++;
    }
    return count;
  }

  @Test
  void rateThatRises_isNotOver() {
    assertThat(windows(IntStream.range(0, MANY).mapToDouble(i -> 100 * Math.pow(1.01, i))))
        .isEqualTo(MANY);
  }

  @Test
  void steadyRate_isOver_afterTwoStretches() {
    assertThat(windows(DoubleStream.generate(() -> 900).limit(MANY))).isEqualTo(10);
  }

  @Test
  void rateThatRisesForAWhile_isOver_oneStretchAfterItsTop() {
    assertThat(windows(IntStream.range(0, MANY).mapToDouble(i -> 100.0 * Math.min(i + 1, 20))))
        .isEqualTo(27);
  }

  @Test
  void disturbedWindows_neitherEndItEarly_norKeepItGoing() {
    assertThat(windows(IntStream.range(0, MANY).mapToDouble(i -> i % 4 == 3 ? 5 : 900)))
        .isEqualTo(10);
    assertThat(
            windows(
                IntStream.range(0, MANY)
                    .mapToDouble(i -> i % 5 == 4 ? 5 : 100 * Math.pow(1.02, i))))
        .isEqualTo(MANY);
  }
}
