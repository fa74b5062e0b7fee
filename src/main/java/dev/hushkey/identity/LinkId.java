package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One user's account link with one assistant. */
public record LinkId(@JsonValue UUID value) {

  /**
   * Reads the canonical form, 36 characters.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public static LinkId from(String text) {
    return new LinkId(CanonicalUuid.read("link", text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
