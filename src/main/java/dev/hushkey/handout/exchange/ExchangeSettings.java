package dev.hushkey.handout.exchange;

import dev.hushkey.oauth.keys.ExchangeKeySettings;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Token exchange, RFC 8693. */
@Settings("hushkey.oauth")
public interface ExchangeSettings extends SettingRules {

  /**
   * The audience of exchanged tokens: an absolute URI without a fragment (RFC 8707 §2) that names
   * the camera backend. Absent: token exchange is off.
   */
  Optional<String> cameraBackendAudience();

  /**
   * Life of exchanged tokens, at most {@code PT60S}: a cut-off does not reach them. Shorter: more
   * exchanges.
   */
  @WithDefault("PT60S")
  Duration exchangedTokenLifetime();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        cameraBackendAudience().map(ExchangeSettings::isResource).orElse(true),
        "hushkey.oauth.camera-backend-audience",
        "must be an absolute URI without a fragment (RFC 8707 §2)");
    mistakes.check(
        exchangedTokenLifetime().isPositive()
            && exchangedTokenLifetime().compareTo(ExchangeKeySettings.MAX_TOKEN_LIFETIME) <= 0,
        "hushkey.oauth.exchanged-token-lifetime",
        "must be positive and at most PT60S");
  }

  private static boolean isResource(String text) {
    try {
      URI uri = URI.create(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (IllegalArgumentException notAUri) {
      return false;
    }
  }
}
