package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One revocation, from its selector to its last swept row. */
public record RevocationId(@JsonValue UUID value) {

  /** A new, random one. */
  public static RevocationId random() {
    return new RevocationId(UUID.randomUUID());
  }

  /**
   * Reads the canonical form, 36 characters.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public static RevocationId from(String text) {
    if (text == null || text.length() != 36) {
      throw new IllegalArgumentException("revocation must be a UUID");
    }
    try {
      return new RevocationId(UUID.fromString(text));
    } catch (IllegalArgumentException notAUuid) {
      throw new IllegalArgumentException("revocation must be a UUID", notAUuid);
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
