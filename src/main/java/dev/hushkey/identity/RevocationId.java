package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One revocation, from its selector to its last swept row. */
public record RevocationId(@JsonValue UUID value) {

  private static final UUID NIL = new UUID(0, 0);

  /** A new, random one. */
  public static RevocationId random() {
    return new RevocationId(UUID.randomUUID());
  }

  /**
   * Reads the canonical form, 36 characters. The nil UUID is none: it stands where a link ended
   * without a revocation.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public static RevocationId from(String text) {
    UUID id = CanonicalUuid.read("revocation", text);
    if (id.equals(NIL)) {
      throw new IllegalArgumentException("revocation must be a UUID, and not the nil one");
    }
    return new RevocationId(id);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
