package dev.hushkey.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.timeline.Timeline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers nothing until it is told to, behind an admission of twenty. */
class AdmissionTest {

  private static final int MOST = 20;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Queue<RoutingContext> held = new ConcurrentLinkedQueue<>();
  private final List<CompletableFuture<HttpResponse<String>>> unanswered = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    ObjectMapper json = JsonMapper.builder().findAndAddModules().build();
    Admission admission =
        new Admission(
            new LateAnswers(List.<OverdueAnswer>of(), json),
            new Timeline(() -> Duration.ofMinutes(2)),
            () -> MOST,
            meters);
    Router router = Router.router(vertx);
    router.route().handler(admission::admit);
    router.route().handler(held::add);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void end() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return http.sendAsync(
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void fill(String path, int requests) {
    int before = held.size();
    IntStream.range(0, requests).forEach(_ -> unanswered.add(ask(path)));
    await().atMost(Duration.ofSeconds(10)).until(() -> held.size() == before + requests);
  }

  private static HttpResponse<String> answered(CompletableFuture<HttpResponse<String>> asked)
      throws Exception {
    return asked.get(10, TimeUnit.SECONDS);
  }

  @Test
  void handOutsLeaveRoomForRevocations_andAreToldWhenToComeBack() throws Exception {
    fill("/v1/handouts", 16);

    HttpResponse<String> refused = answered(ask("/v1/handouts"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 3L);
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.body()).contains("urn:hushkey:problem:overloaded");
    assertThat(answered(ask("/oauth2/token")).body()).contains("temporarily_unavailable");

    fill("/v1/revocations", 2);
    fill("/v1/checks", 2);
    assertThat(answered(ask("/v1/revocations")).statusCode()).isEqualTo(503);
    assertThat(held).hasSize(MOST);
    assertThat(turnedAway("service")).isEqualTo(2);
    assertThat(turnedAway("safety")).isEqualTo(1);
  }

  @Test
  void pagesAreFullFirst() throws Exception {
    fill("/oauth2/authorize", 10);
    assertThat(answered(ask("/oauth2/authorize")).statusCode()).isEqualTo(503);
    fill("/v1/handouts", 6);
    assertThat(answered(ask("/v1/handouts")).statusCode()).isEqualTo(503);
  }

  @Test
  void whoeverIsAnswered_makesRoom() throws Exception {
    fill("/v1/handouts", 16);
    assertThat(answered(ask("/v1/handouts")).statusCode()).isEqualTo(503);

    held.remove().response().setStatusCode(200).end();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(meters.get("hushkey.requests.under.way").gauge().value()).isEqualTo(15));
    fill("/v1/handouts", 1);
  }

  @Test
  void callerWhoHangsUp_makesRoom() throws Exception {
    HttpClient impatient = HttpClient.newHttpClient();
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/handouts");
    List<CompletableFuture<HttpResponse<String>>> asked =
        IntStream.range(0, 16)
            .mapToObj(
                _ ->
                    impatient.sendAsync(
                        HttpRequest.newBuilder(address).build(),
                        HttpResponse.BodyHandlers.ofString()))
            .toList();
    await().atMost(Duration.ofSeconds(10)).until(() -> held.size() == 16);

    asked.forEach(one -> one.cancel(true));
    impatient.shutdownNow();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(meters.get("hushkey.requests.under.way").gauge().value()).isZero());
  }

  private double turnedAway(String urgency) {
    return meters.get("hushkey.requests.turned.away").tag("urgency", urgency).counter().count();
  }
}
