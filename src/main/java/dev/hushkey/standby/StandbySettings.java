package dev.hushkey.standby;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.OtherSettings;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import dev.hushkey.timeout.FurtherPools;
import dev.hushkey.wire.QuarkusSettings;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * A hot standby that takes the first look of hand-outs off the primary. It can be behind by any
 * time: the last look, at the primary, decides again (docs/scale.md). Absent: nothing changes.
 */
@Settings(StandbySettings.PREFIX)
public interface StandbySettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.standby";

  /**
   * Where a hot standby of the same cluster answers, such as {@code
   * postgresql://replica.example.com:5432/hushkey}, or a proxy before several of them. Role,
   * password and TLS are those of {@code quarkus.datasource}. Absent: the primary does all.
   */
  Optional<String> url();

  /**
   * How long a first look may take there; then the primary is asked, and the standby rests for a
   * second or longer. Longer: a slow standby delays more answers. Shorter: a busy one is used less.
   */
  @WithDefault("PT0.25S")
  Duration patience();

  /**
   * A standby that is further behind is not asked. Being behind makes nothing wrong, but more looks
   * are in vain. At least ten seconds: on a quiet database the standby cannot tell by less.
   */
  @WithDefault("PT30S")
  Duration maxLag();

  /**
   * In how many of 100 hand-outs the last look may refuse what the standby allowed; with more, it
   * rests for ten seconds. Each of these has cost a call to Vault and a statement for nothing. 100:
   * it never rests for that.
   */
  @WithDefault("20")
  int maxOvertaken();

  @Override
  default void check(Mistakes mistakes) {
    url().ifPresent(address -> check(address, mistakes));
    mistakes.check(
        patience().compareTo(Duration.ofMillis(10)) >= 0
            && patience().compareTo(Duration.ofSeconds(1)) <= 0,
        PREFIX + ".patience",
        "must be from PT0.01S to PT1S");
    mistakes.check(
        maxLag().compareTo(Duration.ofSeconds(10)) >= 0,
        PREFIX + ".max-lag",
        "must be at least PT10S");
    mistakes.check(
        maxOvertaken() >= 0 && maxOvertaken() <= 100,
        PREFIX + ".max-overtaken",
        "must be a number from 0 to 100");
  }

  private static void check(String address, Mistakes mistakes) {
    mistakes.check(
        FurtherPools.isAddress(address),
        PREFIX + ".url",
        "must be an address such as postgresql://replica.example.com:5432/hushkey, without a user"
            + " or parameters: these are the settings of quarkus.datasource");
  }

  @Override
  default void checkBeside(OtherSettings others, Mistakes mistakes) {
    Optional<String> primary =
        others.find(QuarkusSettings.class).map(quarkus -> quarkus.datasource().reactive().url());
    mistakes.check(
        url().isEmpty() || !url().equals(primary),
        PREFIX + ".url",
        "is the address of the primary, quarkus.datasource.reactive.url");
  }
}
