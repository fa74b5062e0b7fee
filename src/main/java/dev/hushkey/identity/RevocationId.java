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
    return new RevocationId(CanonicalUuid.read("revocation", text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
