package dev.hushkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every seed, and every input that fuzzing has found: {@code ./hushkey fuzz} looks for more. */
class SeedCorpusTest {

  /** For all seeds of a target; a single slow input is what this finds. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

  static Stream<String> targets() {
    return FuzzTargets.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void seeds_areReadOrRefused_andNothingElseHappens(String target) {
    List<byte[]> seeds = Seeds.of(target);
    assertThat(seeds).as("seeds of %s", target).hasSizeGreaterThan(3);
    assertTimeoutPreemptively(
        LONG_ENOUGH,
        () -> {
          for (byte[] seed : seeds) {
            try {
              FuzzTargets.require(target).read(seed);
            } catch (Throwable thrown) {
              throw new AssertionError("seed " + Seeds.escape(seed), thrown);
            }
          }
        });
  }

  @Test
  void seed_escapedAndRead_isTheSame() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i + '#');
    }
    assertThat(Seeds.unescape(Seeds.escape(all))).isEqualTo(all);
  }
}
