package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a user may allow an assistant to do with one device. */
public enum Action {
  /** The assistant is notified of motion and doorbell presses. */
  EVENTS,
  /** The assistant may show the live picture. */
  VIEW,
  /** The assistant may turn the device on and off and change its settings. */
  CONTROL;

  /**
   * Reads the lower-case form used on the wire.
   *
   * @throws IllegalArgumentException with a message that names the valid values
   */
  @JsonCreator
  public static Action from(String text) {
    return Arrays.stream(values())
        .filter(action -> action.wireName().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("action must be one of " + allWireNames()));
  }

  /** The form used in requests, answers, the database and the audit trail. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String allWireNames() {
    return Arrays.stream(values()).map(Action::wireName).collect(Collectors.joining(", "));
  }
}
