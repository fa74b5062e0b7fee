package dev.hushkey.health;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The clock of this replica. */
@Settings("hushkey")
public interface ClockSettings extends SettingRules {

  /**
   * How far the clock of this replica may be off from PostgreSQL's; beyond it, the replica is not
   * ready. What links, tokens and cut-offs are judged by is PostgreSQL's clock alone; a wrong clock
   * here makes us reject good tokens of Keycloak, and sign tokens with wrong instants. Longer:
   * tolerates more; shorter: notices sooner.
   */
  @WithDefault("PT1M")
  Duration clockTolerance();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(clockTolerance().isPositive(), "hushkey.clock-tolerance", "must be positive");
  }
}
