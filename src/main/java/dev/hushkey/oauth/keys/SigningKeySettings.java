package dev.hushkey.oauth.keys;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long our signing keys are in use. */
@Settings("hushkey.oauth.keys")
public interface SigningKeySettings extends SettingRules {

  /** How long a key signs. Shorter: a key that leaked unseen is good for less long. */
  @WithDefault("90D")
  Duration rotateEvery();

  /**
   * How long before its first signature a key is published, so that whoever keeps our JWKS has it
   * by then. Longer than verifiers keep a JWKS; shorter than a key signs.
   */
  @WithDefault("1D")
  Duration publishAhead();

  /**
   * How often a replica looks for what the others did; also how late it may sign with a new key.
   */
  @WithDefault("PT10S")
  Duration lookEvery();

  /** How often a replica asks whether a key is due or over. */
  @WithDefault("PT1M")
  Duration checkEvery();

  @Override
  default void check(Mistakes mistakes) {
    String prefix = "hushkey.oauth.keys.";
    mistakes.check(lookEvery().isPositive(), prefix + "look-every", "must be positive");
    mistakes.check(checkEvery().isPositive(), prefix + "check-every", "must be positive");
    mistakes.check(
        !publishAhead().isNegative() && publishAhead().compareTo(rotateEvery()) < 0,
        prefix + "publish-ahead",
        "must be shorter than " + prefix + "rotate-every, and not negative");
  }
}
