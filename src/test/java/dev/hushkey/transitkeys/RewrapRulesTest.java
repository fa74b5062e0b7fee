package dev.hushkey.transitkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.StoredCiphertext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewrapRulesTest {

  @ParameterizedTest
  @CsvSource({"150, 0, 150", "150, 100, 50", "150, 150, 0", "150, 900, 0", "15, 0, 15"})
  void pace_thousandASecond_restsForWhatIsLeftOfTheBatchesTime(int moved, long took, long rest) {
    assertThat(new Pace(1000).restAfter(moved, Duration.ofMillis(took)))
        .isEqualTo(Duration.ofMillis(rest));
  }

  /** A timer of less than a millisecond is refused, and would end the walk. */
  @Test
  void pace_lessThanAMillisecondLeft_restsNotAtAll() {
    assertThat(new Pace(1000).restAfter(150, Duration.ofMillis(150).minusNanos(1))).isZero();
  }

  @Test
  void pace_atWhichNothingMoves_isRefusedByItsSetting() {
    assertThatThrownBy(() -> new Pace(0))
        .hasMessageContaining("hushkey.rotation.rewraps-per-second");
  }

  @Test
  void batch_oneRefusedOneTakenByAnother_countsEach() {
    StoredCiphertext moved = stored("a");
    StoredCiphertext refused = stored("b");
    StoredCiphertext changed = stored("c");
    RewrapBatch batch =
        new RewrapBatch(
            List.of(moved, refused, changed), List.of(now("a"), Optional.empty(), now("c")));

    assertThat(batch.refused()).containsExactly(refused);
    assertThat(batch.replacements())
        .extracting(StoredCiphertext.Moved::was)
        .containsExactly(moved, changed);
    assertThat(batch.counts(1)).isEqualTo(new RewrapBatch.Counts("c", 1, 1, 1));
  }

  @Test
  void batch_answerThatDoesNotFit_isRefused() {
    List<StoredCiphertext> one = List.of(stored("a"));

    assertThatThrownBy(() -> new RewrapBatch(one, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static StoredCiphertext stored(String kid) {
    return new StoredCiphertext(
        kid, SealBinding.ofSigningKey(kid), new SealedText("vault:v1:" + kid));
  }

  private static Optional<SealedText> now(String kid) {
    return Optional.of(new SealedText("vault:v2:" + kid));
  }
}
