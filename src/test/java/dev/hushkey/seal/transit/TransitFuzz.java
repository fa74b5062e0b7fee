package dev.hushkey.seal.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.seal.vault.VaultFault;
import java.util.List;

/** Answers of Transit. */
public final class TransitFuzz {

  /** The body of an answer to a batch of two. Results are matched by reference, or not at all. */
  public static void transitAnswer(byte[] input) {
    for (TransitOperation operation : TransitOperation.values()) {
      TransitItem item = new TransitItem("aGVsbG8=", "Y29udGV4dA==");
      TransitBatch batch = new TransitBatch(operation, List.of(item, item), "c");
      TransitAnswer.resultsIn(input)
          .ifPresent(
              results -> {
                try {
                  assertThat(new TransitAnswer(batch).outcomes(results))
                      .hasSize(2)
                      .doesNotContainNull();
                } catch (VaultFault unfit) {
                  assertThat(unfit).isNotNull();
                }
              });
    }
  }

  private TransitFuzz() {}
}
