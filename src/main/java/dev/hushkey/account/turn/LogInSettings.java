package dev.hushkey.account.turn;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Log-ins that begin one after the other, so that a rush does not overload Keycloak. */
@Settings("hushkey.log-in")
public interface LogInSettings extends SettingRules {

  /** No Keycloak needs more, and as good as no limit. */
  int MAX_PER_SECOND = 1000;

  /** Shorter, and the page would say "come back" before anybody has waited. */
  Duration LEAST_WAIT = Duration.ofSeconds(10);

  /**
   * A request that an assistant pushed has half an hour more than this, and no vendor tells less.
   */
  Duration MAX_WAIT = Duration.ofMinutes(15);

  /**
   * How many log-ins at our pages may begin in a second at all replicas together, at most 1000;
   * what was left over in the last five seconds may be made up for. Whoever comes beyond it gets a
   * page that waits for its turn and then goes on to the log-in. {@code 0}: as many as come.
   * Smaller: Keycloak has less to do at once after a revocation that sends everybody back to log
   * in, and people wait longer. Keycloak's own guide counts 15 log-ins with a password a second for
   * each processor core.
   */
  @WithDefault("0")
  int perSecond();

  /**
   * The longest that somebody is let wait for a log-in, from {@code PT10S} to {@code PT15M}.
   * Whoever would wait longer is told at once to come back later. Longer: fewer people have to come
   * back, and more of them give up or find that the assistant's app has.
   */
  @WithDefault("PT10M")
  Duration longestWait();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        perSecond() >= 0 && perSecond() <= MAX_PER_SECOND,
        "hushkey.log-in.per-second",
        "must be between 0 and " + MAX_PER_SECOND);
    mistakes.check(
        longestWait().compareTo(LEAST_WAIT) >= 0 && longestWait().compareTo(MAX_WAIT) <= 0,
        "hushkey.log-in.longest-wait",
        "must be between " + LEAST_WAIT + " and " + MAX_WAIT);
  }
}
