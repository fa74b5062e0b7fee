package dev.hushkey.caller;

import java.time.Duration;
import java.util.Set;

/** Settings that a test chooses. */
record RequiredOfCallers(Set<String> dpopRequiredRoles, Duration rememberFor, int rememberAtMost)
    implements CallerSettings {

  static RequiredOfCallers dpopOf(Set<String> roles) {
    return new RequiredOfCallers(roles, Duration.ZERO, 1);
  }

  @Override
  public Duration lookEvery() {
    return Duration.ofSeconds(1);
  }
}
