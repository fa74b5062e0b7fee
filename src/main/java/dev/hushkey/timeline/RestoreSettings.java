package dev.hushkey.timeline;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a database that was restored is told from one that failed over. */
@Settings(RestoreSettings.PREFIX)
public interface RestoreSettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.restore";

  /**
   * A new timeline of PostgreSQL counts as a fail-over if a replica has written to the database
   * within this time; else the database was restored, and the service answers 503 until somebody
   * has run {@code hushkey restored}. Longer than a fail-over takes: Patroni needs its {@code ttl}
   * and some seconds. Much longer: a restore to a moment ago could pass for one.
   */
  @WithDefault("PT2M")
  Duration failoverWithin();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(failoverWithin().isPositive(), PREFIX + ".failover-within", "must be positive");
  }
}
