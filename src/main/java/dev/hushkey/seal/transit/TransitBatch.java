package dev.hushkey.seal.transit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.seal.vault.VaultSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One call to Transit: several items with one key, see <a
 * href="https://openbao.org/api-docs/secret/transit/#batch_input">batch_input</a>.
 *
 * <p>Each item has a reference that is unique across all calls, and Vault returns it with the
 * item's result. Answers are matched by these, never by position: one that was reordered, or that
 * belongs to another call, cannot give a caller someone else's secret.
 */
public record TransitBatch(TransitOperation operation, List<TransitItem> items, String call) {

  /** See {@link VaultSettings.Batching#maxItems}. */
  public static final int MAX_ITEMS = VaultSettings.Batching.MAX_ITEMS;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OVERHEAD_PER_ITEM = 100;

  static TransitBatch of(TransitOperation operation, List<TransitItem> items) {
    long call = ThreadLocalRandom.current().nextLong();
    return new TransitBatch(operation, items, Long.toUnsignedString(call, Character.MAX_RADIX));
  }

  String reference(int index) {
    return call + "-" + index;
  }

  /** The body of the request. */
  byte[] body() {
    ByteArrayOutputStream body = new ByteArrayOutputStream(expectedSize());
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      // Otherwise one bad item makes the whole call answer 400.
      json.writeNumberField("partial_failure_response_code", 200);
      json.writeArrayFieldStart("batch_input");
      for (int i = 0; i < items.size(); i++) {
        writeItem(json, i);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException _) {
      // Without the cause, which may quote the value.
      throw new IllegalStateException("a batch of strings could not be written");
    }
    return body.toByteArray();
  }

  private void writeItem(JsonGenerator json, int index) throws IOException {
    TransitItem item = items.get(index);
    json.writeStartObject();
    json.writeStringField(operation.given(), item.text());
    json.writeStringField("context", item.context());
    json.writeStringField("reference", reference(index));
    json.writeEndObject();
  }

  private int expectedSize() {
    return items.stream()
        .mapToInt(item -> item.text().length() + item.context().length() + OVERHEAD_PER_ITEM)
        .sum();
  }

  /** The generated one would print plain text. */
  @Override
  public String toString() {
    return "TransitBatch[" + operation + " of " + items.size() + "]";
  }
}
