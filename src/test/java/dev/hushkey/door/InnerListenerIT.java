package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, metrics and the API document: at a listener of their own, and nowhere else. */
@OnStack
class InnerListenerIT {

  /** They tell whoever asks how we do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q",
        "/q/",
        "/q/health",
        "/q/health/live",
        "/q/health/ready",
        "/q/health/started",
        "/q/health/well",
        "/q/health/group/x",
        "/q/metrics",
        "/q/openapi",
        "/q/openapi.json",
        "/q/health-ui",
        "/q/swagger-ui",
        "/q/arc",
        "/q/dev-ui",
        "/q/info",
        "/health",
        "/metrics",
        "/openapi"
      })
  void addressesForOperations_areNotPublic(String path) {
    for (String method : List.of("GET", "HEAD", "POST")) {
      assertThat(new WireRequest(method, path).send().status()).as(method).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/oauth2/jwks",
        "/.well-known/oauth-authorization-server",
        "/oauth2/authorize",
        "/account/assistants",
        "/hushkey.css",
        "/v1/links",
        "/q/dev-ui"
      })
  void publicAddresses_areNotAtTheInnerListener(String path) {
    assertThat(WireRequest.inner("GET", path).send().status()).isEqualTo(404);
  }

  @Test
  void innerListener_takesNothingLong() {
    assertThat(WireRequest.inner("GET", "/q/health/live?" + "x".repeat(3000)).send().status())
        .isEqualTo(414);
    WireAnswer headers =
        WireRequest.inner("GET", "/q/health/live").with("X-Long", "x".repeat(9000)).send();
    assertThat(headers.status()).isEqualTo(431);
    WireAnswer body = WireRequest.inner("GET", "/q/health/live").withBody("x").send();
    assertThat(body.status()).isEqualTo(413);
  }

  @Test
  void innerListener_lentToAWebPage_saysNothing() {
    WireAnswer answer =
        WireRequest.inner("GET", "/q/metrics").with("Origin", "https://evil.example").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.all("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.header("X-Correlation-Id")).hasSize(36);
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void addressesForOperations_takeReadingMethodsOnly() {
    for (String path : List.of("/q/health", "/q/health/live", "/q/metrics", "/q/openapi")) {
      for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO")) {
        WireAnswer answer = WireRequest.inner(method, path).send();

        assertThat(answer.status()).as("%s %s", method, path).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
      }
    }
  }
}
