package dev.hushkey.seal.transit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.seal.vault.VaultFault;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Splits the answer to a {@link TransitBatch}. An answer that does not match the request exactly
 * (incomplete, an item missing, an unknown or repeated reference) is refused as a whole: it says
 * nothing about any item.
 */
final class TransitAnswer {

  private static final ObjectReader READER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Answer.class);

  private static final Pattern CIPHERTEXT = Pattern.compile("vault:v[1-9][0-9]*:.+");

  private final TransitBatch batch;

  TransitAnswer(TransitBatch batch) {
    this.batch = batch;
  }

  /** Whether this has a result for each item; if not, the call failed as a whole. */
  static Optional<List<Result>> resultsIn(byte[] body) {
    try {
      Answer answer = READER.readValue(body);
      return Optional.ofNullable(answer).map(Answer::data).map(Data::results);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** One outcome for each item, in the order of the items. */
  List<TransitOutcome> outcomes(List<Result> results) throws VaultFault {
    TransitOutcome[] outcomes = new TransitOutcome[batch.items().size()];
    if (results.size() != outcomes.length) {
      throw unfit(results.size() + " results for " + outcomes.length + " items");
    }
    Map<String, Integer> places = places();
    for (Result result : results) {
      Integer place = result == null ? null : places.remove(result.reference());
      if (place == null) {
        throw unfit("a result that belongs to no item");
      }
      outcomes[place] = outcome(result);
    }
    return Arrays.asList(outcomes);
  }

  private Map<String, Integer> places() {
    Map<String, Integer> places = HashMap.newHashMap(batch.items().size());
    for (int i = 0; i < batch.items().size(); i++) {
      places.put(batch.reference(i), i);
    }
    return places;
  }

  private TransitOutcome outcome(Result result) {
    if (result.error() != null && !result.error().isEmpty()) {
      return new TransitOutcome.Failed(VaultFault.ofItem(result.error()));
    }
    String text = batch.operation() == TransitOperation.DECRYPT ? result.plain() : result.cipher();
    return text == null || !isOfItsForm(text)
        ? new TransitOutcome.Failed(unfit("no " + batch.operation().wanted()))
        : new TransitOutcome.Done(text);
  }

  /**
   * A truncated ciphertext would be stored and never open. A plain text is checked where it is
   * decoded.
   */
  private boolean isOfItsForm(String text) {
    return batch.operation() == TransitOperation.DECRYPT
        ? !text.isEmpty()
        : CIPHERTEXT.matcher(text).matches();
  }

  private static VaultFault unfit(String why) {
    return new VaultFault(VaultFault.Kind.AWAY, "an answer that does not fit: " + why);
  }

  private record Answer(@JsonProperty("data") Data data) {}

  private record Data(@JsonProperty("batch_results") List<Result> results) {}

  /** One raw result; its {@code toString} must not print it. */
  record Result(
      @JsonProperty("reference") String reference,
      @JsonProperty("plaintext") String plain,
      @JsonProperty("ciphertext") String cipher,
      @JsonProperty("error") String error) {

    @Override
    public String toString() {
      return "Result[" + reference + "]";
    }
  }
}
