package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.secret.SecretText;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the metrics say of an address. */
class PathLabelsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/oauth2/token",
        "/v1/devices/{device}/owner",
        "/.well-known/oauth-authorization-server",
        "/account/assistants",
        "/q/metrics",
        "NOT_FOUND",
        "REDIRECTION"
      })
  void templates_stayAsTheyAre(String path) {
    assertThat(PathLabels.isTemplate(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/Atza|IwEBIA",
    "/v1/devices/camera-1/owner",
    "/v1/links/7c1fd9a0-0b6c-4e43-8b8f-0b1f0c0f8f2e",
    "/oauth2/token/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "secret"
  })
  void whatCallersSay_isOther(String path) {
    assertThat(PathLabels.isTemplate(path)).isFalse();
  }

  @Test
  void requestWithATokenInItsAddress_isCountedWithoutIt() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    meters.config().meterFilter(new PathLabels().templatesOnly());
    String token = SecretText.random().reveal();

    meters.timer("http.server.requests", "method", "GET", "uri", "/v1/" + token);

    assertThat(meters.get("http.server.requests").tag("uri", "other").timer().getId().toString())
        .doesNotContain(token);
  }

  /** Any word may be a method, and each would be a series that stays. */
  @Test
  void methodThatACallerMadeUp_isOther() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    meters.config().meterFilter(new PathLabels().templatesOnly());

    meters.timer("http.server.requests", "method", "BREW", "uri", "/v1/handouts");
    meters.timer("http.server.requests", "method", "PATCH", "uri", "/v1/handouts");

    assertThat(meters.find("http.server.requests").timers())
        .extracting(timer -> timer.getId().getTag("method"))
        .containsExactlyInAnyOrder("other", "PATCH");
  }
}
