package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A customer. The value is this person's subject ({@code sub}) at Keycloak. */
public record UserId(@JsonValue String value) implements Comparable<UserId> {

  /**
   * Refuses anything but 1 to 128 plain characters.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public UserId {
    ExternalId.require("user", value);
  }

  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
