package dev.hushkey.oauth.keys;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The life of the keys that sign exchanged tokens, RFC 8693. */
@Settings("hushkey.oauth.exchange-keys")
public interface ExchangeKeySettings extends SettingRules {

  /** The longest life of an exchanged token: the decision is not repeated while one lives. */
  Duration MAX_TOKEN_LIFETIME = Duration.ofSeconds(60);

  /** How long verifiers may keep the JWKS of these keys, and so accept a withdrawn key. */
  Duration JWKS_MAX_AGE = Duration.ofMinutes(1);

  /** How far a verifier's clock may be off. */
  Duration LEEWAY = Duration.ofMinutes(1);

  /** How long a key signs. Shorter: a key that leaked unnoticed is useful for less time. */
  @WithDefault("1D")
  Duration rotateEvery();

  /**
   * How long before its first signature a key is published, so that the camera backend has it by
   * then. At least {@code PT1M}, for which it may keep our JWKS, and shorter than a key signs.
   */
  @WithDefault("PT1H")
  Duration publishAhead();

  @Override
  default void check(Mistakes mistakes) {
    String prefix = "hushkey.oauth.exchange-keys.";
    mistakes.check(
        publishAhead().compareTo(JWKS_MAX_AGE) >= 0 && publishAhead().compareTo(rotateEvery()) < 0,
        prefix + "publish-ahead",
        "must be at least PT1M, and shorter than " + prefix + "rotate-every");
  }
}
