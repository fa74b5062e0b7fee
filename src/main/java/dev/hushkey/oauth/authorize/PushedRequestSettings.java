package dev.hushkey.oauth.authorize;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Pushed authorization requests, RFC 9126. */
@Settings("hushkey.oauth")
public interface PushedRequestSettings extends SettingRules {

  /**
   * How long a pushed request waits for its browser. Shorter: people with a slow connection have to
   * start again; longer: a leaked request stays usable for longer.
   */
  @WithDefault("PT90S")
  Duration pushedRequestLifetime();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        pushedRequestLifetime().isPositive(),
        "hushkey.oauth.pushed-request-lifetime",
        "must be positive");
  }
}
