package dev.hushkey.expiry;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long rows are kept that decide nothing any more. What is over is dead at once, whatever is
 * set here. The record has a setting of its own ({@code hushkey.migration.record-kept-for}), and so
 * have finished revocations ({@code hushkey.revocation.kept-for}) and requests for them ({@code
 * hushkey.revocation.approval.kept-for}). Proofs of possession and pushed requests go as soon as
 * they have expired.
 */
@Settings(RetentionSettings.PREFIX)
public interface RetentionSettings extends SettingRules {

  /** The prefix of all settings of this interface. */
  String PREFIX = "hushkey.retention";

  /** Whoever looks into a theft comes to it within the hour. */
  Duration SHORTEST = Duration.ofHours(1);

  /** What the database's function refuses to go below. */
  Duration SHORTEST_OF_LINKS = Duration.ofDays(31);

  /** PostgreSQL has no instants before 4713 BC. */
  Duration FOR_EVER = Duration.ofDays(36500);

  /** What is wrong with a shorter one. */
  String AN_HOUR = "must be from an hour to 36500 days";

  /**
   * After their expiry, codes and attempts to link in the app. While a used code is known, using it
   * again ends the stolen link. At least an hour.
   */
  @WithDefault("P1D")
  Duration codes();

  /**
   * After their expiry, access and refresh tokens. While one is known, {@code hushkey revoke
   * --leaked-tokens} says whose it was. Longer: more rows, of which an assistant that refreshes
   * every hour has 24 a day for each link. At least an hour.
   */
  @WithDefault("P1D")
  Duration tokens();

  /**
   * After the end of their links, refresh tokens. While one is known, {@code hushkey revoke
   * --leaked-tokens} says whose it was. At least an hour.
   */
  @WithDefault("P30D")
  Duration tokensOfEndedLinks();

  /**
   * After their end, links with all that is left of them. While one is known, a hand-out for its
   * user is refused as revoked and not as never linked, and a revocation that is on record can say
   * who is back: links that it has ended stay as long as its own record. From 31 days, and not
   * shorter than their tokens, to 36500 days, which is for ever.
   */
  @WithDefault("P400D")
  Duration endedLinks();

  private static boolean isLong(Duration kept) {
    return kept.compareTo(SHORTEST) >= 0 && kept.compareTo(FOR_EVER) <= 0;
  }

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(isLong(codes()), PREFIX + ".codes", AN_HOUR);
    mistakes.check(isLong(tokens()), PREFIX + ".tokens", AN_HOUR);
    mistakes.check(isLong(tokensOfEndedLinks()), PREFIX + ".tokens-of-ended-links", AN_HOUR);
    mistakes.check(
        endedLinks().compareTo(SHORTEST_OF_LINKS) >= 0
            && endedLinks().compareTo(FOR_EVER) <= 0
            && endedLinks().compareTo(tokensOfEndedLinks()) >= 0,
        PREFIX + ".ended-links",
        "must be from 31 days to 36500 days, and not shorter than tokens-of-ended-links");
  }
}
