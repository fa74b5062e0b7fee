package dev.hushkey.oauth.keys;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a signing key is in its life. In each state it is published. */
public enum SigningKeyState {
  /** Signs later, so that verifiers get to know it first. */
  ANNOUNCED,
  SIGNING,
  /** Signs no more; what it signed may still be in use. */
  VERIFYING;

  /** The form in answers. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
