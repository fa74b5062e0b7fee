package dev.hushkey.oauth.token;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Deleting what nobody can use any more. */
@Settings("hushkey.oauth")
public interface SweepSettings extends SettingRules {

  /**
   * How often a replica deletes codes, tokens and attempts to link that ran out over a day ago, and
   * refresh tokens of links that ended 30 days ago. Longer: larger tables; nothing that ran out is
   * accepted in any case.
   */
  @WithDefault("PT10M")
  Duration sweepEvery();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(sweepEvery().isPositive(), "hushkey.oauth.sweep-every", "must be positive");
  }
}
