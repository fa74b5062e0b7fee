package dev.hushkey.transitkeys;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How ciphertexts are moved to the latest version of their Transit key. */
@Settings("hushkey.rotation")
public interface RewrapSettings extends SettingRules {

  /** How often a replica looks for new versions of keys. Longer: a rotation takes longer. */
  @WithDefault("PT60S")
  Duration checkEvery();

  /**
   * How many ciphertexts a second are moved to a new version, at most. More: a rotation ends
   * earlier; fewer: less load on Vault for callers waiting for a token.
   */
  @WithDefault("2000")
  int rewrapsPerSecond();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(checkEvery().isPositive(), "hushkey.rotation.check-every", "must be positive");
    mistakes.check(
        rewrapsPerSecond() >= 1, "hushkey.rotation.rewraps-per-second", "must be 1 or more");
  }
}
