package dev.hushkey.door;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/**
 * Texts, and nothing that could be turned into one. Half a surrogate pair ({@code "\\ud800"}) is no
 * character (RFC 8259 §8.2): PostgreSQL would keep another text than we were told.
 */
final class WellFormedText extends StdScalarDeserializer<String> {

  private static final long serialVersionUID = 1;

  WellFormedText() {
    super(String.class);
  }

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (String) context.handleUnexpectedToken(String.class, parser);
    }
    String text = parser.getText();
    if (text.codePoints().anyMatch(WellFormedText::isHalf)) {
      throw context.weirdStringException(text, String.class, "half a surrogate pair");
    }
    return text;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
