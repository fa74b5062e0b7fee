package dev.hushkey.oauth.keys;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a signing key. It is published unless it is withdrawn. */
public enum SigningKeyState {
  /** Will sign later, so that verifiers can fetch it first. */
  ANNOUNCED,
  SIGNING,
  /** No longer signs; tokens that it signed may still be in use. */
  VERIFYING,
  /** Neither signs nor verifies; its private half is erased. */
  WITHDRAWN;

  /** The form in answers. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
