package dev.hushkey.handout.exchange;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What exchanged tokens are for, and how long they live. Checked at the start. */
@Startup
@Singleton
class ExchangeSettings {

  private static final String AUDIENCE = "hushkey.oauth.camera-backend-audience";
  private static final String LIFETIME = "hushkey.oauth.exchanged-token-lifetime";

  /** What is decided is not decided again while such a token lives. */
  private static final Duration MAX_LIFETIME = Duration.ofSeconds(60);

  private final Optional<String> audience;
  private final Duration lifetime;

  /**
   * Takes the settings.
   *
   * @throws IllegalStateException that names the setting which is wrong
   */
  @Inject
  ExchangeSettings(
      @ConfigProperty(name = AUDIENCE) Optional<String> audience,
      @ConfigProperty(name = LIFETIME, defaultValue = "PT60S") Duration lifetime) {
    if (audience.isPresent() && !isResource(audience.get())) {
      throw new IllegalStateException(
          AUDIENCE + " must be an absolute URI without a fragment (RFC 8707 §2)");
    }
    if (!lifetime.isPositive() || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalStateException(LIFETIME + " must be positive and at most PT60S");
    }
    this.audience = audience;
    this.lifetime = lifetime;
  }

  private static boolean isResource(String text) {
    try {
      URI uri = URI.create(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (IllegalArgumentException notAUri) {
      return false;
    }
  }

  /** The camera backend; absent where tokens are not exchanged. */
  Optional<String> audience() {
    return audience;
  }

  Duration lifetime() {
    return lifetime;
  }
}
