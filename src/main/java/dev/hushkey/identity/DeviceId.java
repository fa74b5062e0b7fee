package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A camera or doorbell, as the camera backend names it. */
public record DeviceId(@JsonValue String value) implements Comparable<DeviceId> {

  /**
   * Refuses anything but 1 to 128 plain characters.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public DeviceId {
    ExternalId.require("device", value);
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
