package dev.hushkey.revocation;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Clean-up after a cut-off; the cut-off itself takes effect at once. */
@Settings("hushkey.revocation")
public interface RevocationSettings extends SettingRules {

  /**
   * How often a replica looks for sweeps that a stopped replica or an outage left unfinished.
   * Longer: sealed tokens of ended links are erased later. Cut-offs do not wait for it.
   */
  @WithDefault("PT10S")
  Duration sweepEvery();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(sweepEvery().isPositive(), "hushkey.revocation.sweep-every", "must be positive");
  }
}
