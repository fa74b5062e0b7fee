package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Refused requests in the metrics: by the template of their path, never by the path. */
@OnStack
class AuthenticationFailuresIT {

  @Test
  void withoutAToken_isLabelledByTheTemplate() {
    String id = UUID.randomUUID().toString();

    WireAnswer answer = new WireRequest("GET", "/v1/revocations/" + id).send();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(labelled("401", "/v1/revocations/{revocation}")).isTrue();
    assertThat(metrics()).doesNotContain(id);
  }

  @Test
  void withAForgedToken_isLabelledByTheTemplate() {
    WireAnswer answer =
        new WireRequest("POST", "/v1/handouts")
            .with("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln")
            .send();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(labelled("401", "/v1/handouts")).isTrue();
  }

  private static boolean labelled(String status, String template) {
    return metrics()
        .lines()
        .anyMatch(
            line ->
                line.startsWith("http_server_requests_seconds_count{")
                    && line.contains("status=\"" + status + "\"")
                    && line.contains("uri=\"" + template + "\""));
  }

  private static String metrics() {
    return WireRequest.inner("GET", "/q/metrics").send().body();
  }
}
