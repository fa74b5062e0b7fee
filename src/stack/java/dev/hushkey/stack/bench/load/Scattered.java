package dev.hushkey.stack.bench.load;

import java.util.List;
import java.util.stream.IntStream;

/** All, but no two neighbours in a row: as people come, not as their rows lie. */
public final class Scattered {

  /** A prime that divides none of the numbers of links that we measure with. */
  private static final long STEP = 7919;

  private Scattered() {}

  /** Which of them comes at this place. */
  public static int at(int place, int size) {
    return Math.toIntExact(place * STEP % size);
  }

  /** All of them in that order. */
  public static <T> List<T> of(List<T> all) {
    return IntStream.range(0, all.size()).mapToObj(i -> all.get(at(i, all.size()))).toList();
  }
}
