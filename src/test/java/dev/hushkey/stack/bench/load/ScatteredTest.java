package dev.hushkey.stack.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScatteredTest {

  @ParameterizedTest
  @ValueSource(ints = {10_000, 20_000})
  void scattered_isEachOnce_andNoNeighboursInARow(int size) {
    List<Integer> all = IntStream.range(0, size).boxed().toList();

    List<Integer> scattered = Scattered.of(all);

    assertThat(scattered).containsExactlyInAnyOrderElementsOf(all);
    assertThat(IntStream.range(1, size))
        .noneMatch(i -> Math.abs(scattered.get(i) - scattered.get(i - 1)) < 100);
  }
}
