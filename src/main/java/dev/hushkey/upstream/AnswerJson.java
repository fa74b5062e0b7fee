package dev.hushkey.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/**
 * Reads the JSON object of an answer: of the members that we use, each must be there once; others
 * may be as they like, since nothing depends on them.
 */
final class AnswerJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private AnswerJson() {}

  /** The members that we use; an empty object if the text is not one readable object. */
  static JsonNode read(String text, Set<String> used) {
    try (JsonParser parser = JSON.createParser(text)) {
      ObjectNode read = JSON.createObjectNode();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return read;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        JsonNode value = parser.readValueAsTree();
        if (used.contains(name) && read.replace(name, value) != null) {
          return JSON.createObjectNode();
        }
      }
      return parser.nextToken() == null ? read : JSON.createObjectNode();
    } catch (IOException _) {
      // Not kept as a cause: Jackson's message quotes its input.
      return JSON.createObjectNode();
    }
  }
}
