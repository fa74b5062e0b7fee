package dev.hushkey.door;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Refused requests in the metrics: by the template of their path, never by the path. */
@OnStack
class AuthenticationFailuresIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String TEMPLATE = "/v1/revocations/{revocation}";

  @Inject LabelWatch labels;

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

  /** An upgrade of Quarkus that changes the order of its handlers would cost speed, and no more. */
  @Test
  void withAGoodToken_isLabelledByItsResource_andNothingIsLookedUpBefore() {
    String request = UUID.randomUUID().toString();
    String path = "/v1/revocations/" + UUID.randomUUID();
    Api.admin().get(path).then().statusCode(404); // Quarkus has prepared once

    Api.admin().header(LabelWatch.HEADER, request).get(path).then().statusCode(404);

    assertThat(labels.early(request)).contains(Optional.empty());
    assertThat(endOf(request)).contains(TEMPLATE);
  }

  @Test
  void withoutAToken_isLookedUpOnceItIsRefused() {
    String request = UUID.randomUUID().toString();
    String path = "/v1/revocations/" + UUID.randomUUID();
    Api.admin().get(path).then().statusCode(404);

    given().header(LabelWatch.HEADER, request).get(path).then().statusCode(401);

    assertThat(labels.early(request).flatMap(label -> label)).isEmpty();
    assertThat(endOf(request)).contains(TEMPLATE);
  }

  private Optional<String> endOf(String request) {
    await().atMost(SOON).until(() -> labels.atTheEnd(request).isPresent());
    return labels.atTheEnd(request).orElseThrow();
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
