package dev.hushkey.caller;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** What internal callers need beyond a Keycloak token. */
@Settings("hushkey.callers")
public interface CallerSettings extends SettingRules {

  /**
   * Roles such as {@code camera-backend,skill} whose tokens are refused unless they are DPoP-bound
   * (RFC 9449). Each caller with such a role has to send proofs; a token stolen from it is
   * worthless.
   */
  @WithDefault("")
  Set<String> dpopRequiredRoles();

  /**
   * For how long a verified bearer token of an internal caller is remembered by its SHA-256, and at
   * most for as long as it lives; zero: each request verifies its token anew. Longer: less work,
   * and a token counts for longer while Keycloak is away, though never beyond its own end.
   */
  @WithDefault("PT5M")
  Duration rememberFor();

  /**
   * How many tokens are remembered at once; of more, those used least are verified each time. One
   * takes some 3 kB.
   */
  @WithDefault("1000")
  int rememberAtMost();

  /**
   * How often a replica looks at the keys and the not-before of the realm. A token whose key was
   * withdrawn, or that was issued before the not-before, counts for that long at most, if Keycloak
   * answers. Shorter: two more small requests to Keycloak each time.
   */
  @WithDefault("PT10S")
  Duration lookEvery();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        !rememberFor().isNegative() && rememberFor().compareTo(Duration.ofHours(1)) <= 0,
        "hushkey.callers.remember-for",
        "must be between PT0S and PT1H");
    mistakes.check(
        rememberAtMost() >= 1 && rememberAtMost() <= 1_000_000,
        "hushkey.callers.remember-at-most",
        "must be between 1 and 1000000");
    mistakes.check(
        lookEvery().compareTo(Duration.ofSeconds(1)) >= 0
            && lookEvery().compareTo(Duration.ofMinutes(5)) <= 0,
        "hushkey.callers.look-every",
        "must be between PT1S and PT5M");
  }
}
