package dev.hushkey.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.time.Instant;

/**
 * The tokens of one link, together: they are sealed as one text, so that half of a rotated set can
 * never be stored or mixed with half of another.
 */
public record TokenSet(AccessToken access, RefreshToken refresh) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCESS = "access";
  private static final String REFRESH = "refresh";

  /**
   * The text to seal. It holds no expiry: decisions are made before opening, so the one in the
   * database row is the only one.
   */
  public SecretText toSecretText() {
    ObjectNode json = JSON.createObjectNode();
    json.put(ACCESS, access.secret().reveal());
    json.put(REFRESH, refresh.secret().reveal());
    return SecretText.of(json.toString());
  }

  /**
   * Reads what {@link #toSecretText} wrote.
   *
   * @param accessExpiresAt from the row @throws IllegalStateException when it is malformed; the
   *     message repeats none of it
   */
  public static TokenSet read(SecretText text, Instant accessExpiresAt) {
    JsonNode json = parse(text);
    return new TokenSet(
        new AccessToken(member(json, ACCESS), accessExpiresAt),
        new RefreshToken(member(json, REFRESH)));
  }

  private static JsonNode parse(SecretText text) {
    try {
      return JSON.readTree(text.reveal());
    } catch (JsonProcessingException _) {
      // Not kept as a cause: Jackson's message quotes its input.
      throw new IllegalStateException("the opened text is not a token set");
    }
  }

  private static SecretText member(JsonNode json, String name) {
    String value = json.path(name).asText();
    if (value.isEmpty()) {
      throw new IllegalStateException("the opened text is not a token set");
    }
    return SecretText.of(value);
  }
}
