package dev.hushkey.oauth.keys;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The life of our signing keys. */
@Settings("hushkey.oauth.keys")
public interface SigningKeySettings extends SettingRules {

  /** How long a key signs. Shorter: a key that leaked unnoticed is useful for less time. */
  @WithDefault("90D")
  Duration rotateEvery();

  /**
   * How long before its first signature a key is published, so that verifiers have it by then. Must
   * be longer than verifiers cache our JWKS, and shorter than a key signs.
   */
  @WithDefault("1D")
  Duration publishAhead();

  /**
   * How often a replica looks for changes by the others; also the longest delay until it signs with
   * a new key.
   */
  @WithDefault("PT10S")
  Duration lookEvery();

  /** How often a replica checks whether a key is due or can be removed. */
  @WithDefault("PT1M")
  Duration checkEvery();

  /**
   * How many access tokens (JWTs) a replica remembers by their SHA-256, so as to verify each
   * signature once; of more, those used least are verified again. 0: verify at each use. 100,000
   * take some 20 MB.
   */
  @WithDefault("100000")
  int rememberSignatures();

  @Override
  default void check(Mistakes mistakes) {
    String prefix = "hushkey.oauth.keys.";
    mistakes.check(lookEvery().isPositive(), prefix + "look-every", "must be positive");
    mistakes.check(
        rememberSignatures() >= 0 && rememberSignatures() <= 10_000_000,
        prefix + "remember-signatures",
        "must be between 0 and 10000000");
    mistakes.check(checkEvery().isPositive(), prefix + "check-every", "must be positive");
    mistakes.check(
        !publishAhead().isNegative() && publishAhead().compareTo(rotateEvery()) < 0,
        prefix + "publish-ahead",
        "must be shorter than " + prefix + "rotate-every, and not negative");
  }
}
