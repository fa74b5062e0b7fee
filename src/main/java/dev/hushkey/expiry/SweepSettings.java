package dev.hushkey.expiry;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Deletion of what has expired. */
@Settings("hushkey.oauth")
public interface SweepSettings extends SettingRules {

  /**
   * How often a replica deletes what has expired: pushed requests and DPoP proofs at once, codes,
   * tokens and attempts to link a day later. Refresh tokens of ended links are deleted once a day,
   * 30 days after the end. A longer interval makes larger tables; nothing that has expired is
   * accepted in any case.
   */
  @WithDefault("PT10M")
  Duration sweepEvery();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(sweepEvery().isPositive(), "hushkey.oauth.sweep-every", "must be positive");
  }
}
