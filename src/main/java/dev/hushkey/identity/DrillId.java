package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One rehearsal of an incident. */
public record DrillId(@JsonValue UUID value) {

  /** A new, random one. */
  public static DrillId random() {
    return new DrillId(UUID.randomUUID());
  }

  /**
   * Reads the canonical form, 36 characters.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public static DrillId from(String text) {
    return new DrillId(CanonicalUuid.read("drill", text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
