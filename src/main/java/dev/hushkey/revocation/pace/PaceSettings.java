package dev.hushkey.revocation.pace;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;

/** The pace of the clean-up after a cut-off; the cut-off itself takes effect at once. */
@Settings("hushkey.revocation")
public interface PaceSettings extends SettingRules {

  /**
   * How many links all replicas together clean up in a second at most; of a device's revocation,
   * its grants. {@code 0}: as many as the database takes. Smaller: hand-outs and whatever else
   * shares the database notice less of it, and sealed tokens of ended links are erased later.
   */
  @WithDefault("0")
  int linksPerSecond();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        linksPerSecond() >= 0, "hushkey.revocation.links-per-second", "must not be negative");
  }
}
