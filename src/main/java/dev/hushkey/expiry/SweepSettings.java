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
   * How often a replica deletes what has expired, and is not kept any more ({@code
   * hushkey.retention}). A longer interval makes larger tables; nothing that has expired is
   * accepted in any case.
   */
  @WithDefault("PT10M")
  Duration sweepEvery();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(sweepEvery().isPositive(), "hushkey.oauth.sweep-every", "must be positive");
  }
}
