package dev.hushkey.upstream;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import dev.hushkey.upstream.breaker.BreakerSettings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How we treat an assistant's token endpoint that is overloaded, or that refuses too much. */
@Settings(UpstreamSettings.PREFIX)
public interface UpstreamSettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.upstream";

  /**
   * The longest time for which no token of an assistant is refreshed because it said {@code
   * Retry-After}. Tokens that still live are handed out meanwhile. Longer: obeys more; shorter: an
   * assistant that asks for a day by mistake stops less.
   */
  @WithDefault("PT10M")
  Duration longestPause();

  /**
   * How long an assistant is left alone after it refused our client, by {@code invalid_client} or
   * {@code unauthorized_client}. Longer: fewer useless requests; shorter: works sooner after the
   * settings are right.
   */
  @WithDefault("PT1M")
  Duration pauseAfterMistake();

  /**
   * How long we try to store what an assistant has just returned, after which it is lost. Where
   * refresh tokens rotate, a lost set costs the user the link. It is part of the time for which one
   * replica alone may refresh a link, so a longer one makes the others wait longer after a replica
   * has died.
   */
  @WithDefault("PT30S")
  Duration storeWithin();

  /**
   * How often the camera backend may report that the gateway refused a link's token. Each report of
   * the token that we would hand out costs one refresh.
   */
  @WithDefault("PT1M")
  Duration reportEvery();

  /** When an assistant that does not answer is no longer asked. */
  BreakerSettings breaker();

  /** When refusals are no longer believed. */
  Brake brake();

  /**
   * The brake of one assistant. {@code invalid_grant} also means "issued to another client" (RFC
   * 6749 §5.2), so a mistake in our settings looks as if every user had ended the link. When too
   * many of the latest refreshes were refused, no link is marked, an alarm goes to the log, and
   * hand-outs answer 503.
   */
  interface Brake {

    /** Outcomes older than this no longer count. Also how often the alarm is repeated. */
    @WithDefault("PT1H")
    Duration window();

    /**
     * How many of the latest refreshes are judged, at most 1000. More: slower to close, since more
     * must have been refused; fewer: closes by chance.
     */
    @WithDefault("20")
    int outcomes();

    /**
     * How many links must have been refused before the brake closes, at least 2. Smaller: closes
     * when a few users leave in the same hour; larger: more links are marked before it closes. They
     * are active again as soon as it does.
     */
    @WithDefault("3")
    int leastRefusals();

    /**
     * The share of refused links in percent, 1 to 99, above which the brake is closed. Smaller:
     * closes sooner, also without a mistake.
     */
    @WithDefault("50")
    int share();

    /**
     * How long a refused link is left alone while the brake is closed. It grows with the age of the
     * refusal up to {@code hushkey.upstream.longest-pause}. Longer: fewer useless requests;
     * shorter: works sooner after the settings are right.
     */
    @WithDefault("PT30S")
    Duration pause();
  }

  @Override
  default void check(Mistakes mistakes) {
    positive(mistakes, "longest-pause", longestPause());
    positive(mistakes, "pause-after-mistake", pauseAfterMistake());
    positive(mistakes, "store-within", storeWithin());
    positive(mistakes, "report-every", reportEvery());
    positive(mistakes, "brake.window", brake().window());
    positive(mistakes, "brake.pause", brake().pause());
    positive(mistakes, "breaker.pause", breaker().pause());
    range(mistakes, "breaker.calls", breaker().calls(), 2, 1000);
    range(mistakes, "breaker.share", breaker().share(), 1, 100);
    range(mistakes, "brake.outcomes", brake().outcomes(), brake().leastRefusals(), 1000);
    range(mistakes, "brake.least-refusals", brake().leastRefusals(), 2, 1000);
    range(mistakes, "brake.share", brake().share(), 1, 99);
  }

  private static void positive(Mistakes mistakes, String setting, Duration value) {
    mistakes.check(value.isPositive(), PREFIX + "." + setting, "must be positive");
  }

  private static void range(Mistakes mistakes, String setting, int value, int least, int most) {
    mistakes.check(
        value >= least && value <= most,
        PREFIX + "." + setting,
        "must be from %d to %d".formatted(least, most));
  }
}
