package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.assistant.UpstreamCredentials;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import dev.hushkey.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the client behaves on the wire, against a plain HTTP server that answers as told. */
class UpstreamClientTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration PATIENT = Duration.ofSeconds(8);
  private static final Duration IMPATIENT = Duration.ofMillis(400);
  private static final Duration FOR_ANSWER = Duration.ofSeconds(10);
  private static final String TOKENS =
      "{\"access_token\":\"Atza|a\",\"token_type\":\"bearer\",\"expires_in\":3600}";

  private static Vertx vertx;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> lengths = new CopyOnWriteArrayList<>();
  private final PausesInMemory pauses = new PausesInMemory(NOW);
  private final WatchedBreaker breaker = new WatchedBreaker();
  private Duration timeout = PATIENT;
  private UpstreamHttp http;
  private UpstreamClient client;
  private io.vertx.mutiny.core.http.HttpServer server;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.closeAndAwait();
  }

  @BeforeEach
  void makeClient() {
    http = new UpstreamHttp(vertx);
    client =
        new UpstreamClient(
            http, pauses, breaker, TestSettings.defaults(UpstreamSettings.class), meters);
  }

  @AfterEach
  void close() {
    http.close();
    if (server != null) {
      server.closeAndAwait();
    }
  }

  @Test
  void exchange_sendsCodeAndCredentialsInTheBody_withoutRedirectUri() {
    Assistant alexa = alexa(answering(200, TOKENS), Optional.empty());
    exchange(alexa);
    assertThat(bodies)
        .containsExactly(
            "client_id=hushkey%26lwa&client_secret=s%3Dcret&grant_type=authorization_code"
                + "&code=the+code");
  }

  @Test
  void exchange_withRedirectUriInTheSettings_repeatsIt() {
    Assistant alexa = alexa(answering(200, TOKENS), Optional.of("https://a.example/cb"));
    exchange(alexa);
    assertThat(bodies.getFirst()).endsWith("&redirect_uri=https%3A%2F%2Fa.example%2Fcb");
  }

  @Test
  void refresh_sendsTheTokenAndCountsLifeFromNow() {
    Assistant alexa = alexa(answering(200, TOKENS), Optional.of("https://a.example/cb"));
    UpstreamAnswer answer = refresh(alexa);
    assertThat(bodies.getFirst()).endsWith("&grant_type=refresh_token&refresh_token=Atzr%7Cr");
    assertThat(answer)
        .isInstanceOfSatisfying(
            UpstreamAnswer.Granted.class,
            granted ->
                assertThat(granted.tokens().access().expiresAt()).isEqualTo(NOW.plusSeconds(3600)));
    assertThat(
            meters
                .timer(
                    "hushkey.upstream.calls",
                    "assistant",
                    "alexa",
                    "operation",
                    "refresh",
                    "outcome",
                    "granted")
                .count())
        .isEqualTo(1);
  }

  @Test
  void invalidGrant_isAnAnswer() {
    Assistant alexa = alexa(answering(400, "{\"error\":\"invalid_grant\"}"), Optional.empty());
    assertThat(refresh(alexa)).isEqualTo(new UpstreamAnswer.Refused());
  }

  @Test
  void wrongClientSecret_isUnavailable_andCostsNoLink() {
    Assistant alexa = alexa(answering(401, "{\"error\":\"invalid_client\"}"), Optional.empty());
    assertUnavailable(alexa, Duration.ofMinutes(1));
  }

  @Test
  void redirect_isNotFollowed() {
    int port =
        serve(
            request -> request.response().setStatusCode(307).putHeader("Location", "/other").end());
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofMinutes(1));
    assertThat(bodies).hasSize(1);
  }

  @Test
  void retryAfter_isHonoured() {
    int port =
        serve(
            request -> request.response().setStatusCode(503).putHeader("Retry-After", "17").end());
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofSeconds(17));
  }

  @Test
  void retryAfter_isForTheAssistantAsAWhole() {
    int port =
        serve(
            request -> request.response().setStatusCode(429).putHeader("Retry-After", "120").end());
    Assistant alexa = alexa(port, Optional.empty());
    assertUnavailable(alexa, Duration.ofMinutes(2));
    assertThat(pauses.begun).containsEntry("alexa", Duration.ofMinutes(2));
    assertThatThrownBy(() -> exchange(alexa)).isInstanceOf(FailureException.class);
    assertThat(bodies).hasSize(1);
  }

  @Test
  void retryAfter_isToldUpToTheLongestPause() {
    int port =
        serve(
            request ->
                request.response().setStatusCode(503).putHeader("Retry-After", "86400").end());
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofMinutes(10));
  }

  @Test
  void ourClientRefused_isAPauseForTheAssistant() {
    assertUnavailable(
        alexa(answering(401, "{\"error\":\"invalid_client\"}"), Optional.empty()),
        Duration.ofMinutes(1));
    assertThat(pauses.begun).containsEntry("alexa", Duration.ofMinutes(1));
  }

  @Test
  void oneRequestRefused_isNoPauseForTheAssistant() {
    assertUnavailable(
        alexa(answering(400, "{\"error\":\"invalid_request\"}"), Optional.empty()),
        Duration.ofMinutes(1));
    assertThat(pauses.begun).isEmpty();
  }

  @Test
  void outageWithoutRetryAfter_isNoPauseForTheAssistant() {
    assertUnavailable(alexa(answering(500, ""), Optional.empty()), Duration.ofSeconds(5));
    assertThat(pauses.begun).isEmpty();
  }

  @Test
  void plainOutage_countsForTheBreaker_andWhatTheAssistantSaysDoesNot() {
    assertUnavailable(alexa(answering(500, ""), Optional.empty()), Duration.ofSeconds(5));
    server.closeAndAwait();
    timeout = IMPATIENT;
    assertUnavailable(alexa(serve(_ -> {}), Optional.empty()), Duration.ofSeconds(5));
    server.closeAndAwait();
    refresh(alexa(answering(400, "{\"error\":\"invalid_grant\"}"), Optional.empty()));
    server.closeAndAwait();
    assertUnavailable(
        alexa(answering(401, "{\"error\":\"invalid_client\"}"), Optional.empty()),
        Duration.ofMinutes(1));
    server.closeAndAwait();
    int port =
        serve(
            request -> request.response().setStatusCode(503).putHeader("Retry-After", "17").end());
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofSeconds(17));
    assertThat(breaker.answers)
        .containsExactly(
            "alexa away", "alexa away", "alexa answered", "alexa answered", "alexa answered");
  }

  @Test
  void openBreaker_isUnavailableForAsLong_andNobodyIsAsked() {
    breaker.open = Optional.of(Duration.ofMillis(4200));
    assertUnavailable(alexa(answering(200, TOKENS), Optional.empty()), Duration.ofSeconds(5));
    assertThat(bodies).isEmpty();
  }

  @Test
  void form_isSentWithItsLength_andAsksForNoCoding() {
    refresh(alexa(answering(200, TOKENS), Optional.empty()));
    assertThat(lengths).containsExactly(bodies.getFirst().length() + " null identity");
  }

  @Test
  void answerThatIsCompressedUnasked_isRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(TOKENS.getBytes(StandardCharsets.UTF_8));
    }
    int port =
        serve(
            request ->
                request
                    .response()
                    .putHeader("Content-Encoding", "gzip")
                    .end(Buffer.buffer(bytes.toByteArray())));
    assertThat(refresh(alexa(port, Optional.empty()))).isInstanceOf(UpstreamAnswer.Granted.class);
  }

  @Test
  void silence_isUnavailable() {
    timeout = IMPATIENT;
    assertUnavailable(alexa(serve(_ -> {}), Optional.empty()), Duration.ofSeconds(5));
  }

  @Test
  void answerWithoutEnd_isUnavailable() {
    timeout = IMPATIENT;
    int port = serve(request -> drip(request));
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofSeconds(5));
  }

  private static void drip(HttpServerRequest request) {
    request.response().setChunked(true);
    vertx.getDelegate().setPeriodic(50, _ -> request.response().write(" "));
  }

  @Test
  void answerThatIsTooLarge_isUnavailable() {
    int port = serve(request -> request.response().end(" ".repeat(100_000) + TOKENS));
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofSeconds(5));
  }

  @Test
  void connectionCutInTheMiddle_isUnavailable() {
    int port =
        serve(
            request -> {
              request.response().putHeader("Content-Length", "1000").write("{");
              vertx.getDelegate().setTimer(50, _ -> request.connection().close());
            });
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofSeconds(5));
  }

  @Test
  void nobodyThere_isUnavailable() {
    int port = serve(_ -> {});
    server.closeAndAwait();
    server = null;
    assertUnavailable(alexa(port, Optional.empty()), Duration.ofSeconds(5));
  }

  private void assertUnavailable(Assistant alexa, Duration retryAfter) {
    assertThatThrownBy(() -> refresh(alexa))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown ->
                assertThat(thrown.failure())
                    .isEqualTo(new Failure.Unavailable(Dependency.UPSTREAM, retryAfter)));
  }

  private UpstreamAnswer exchange(Assistant alexa) {
    return client
        .exchange(alexa, new UpstreamAuthorizationCode(SecretText.of("the code")))
        .await()
        .atMost(FOR_ANSWER);
  }

  private UpstreamAnswer refresh(Assistant alexa) {
    return client
        .refresh(alexa, new RefreshToken(SecretText.of("Atzr|r")), NOW)
        .await()
        .atMost(FOR_ANSWER);
  }

  private int answering(int status, String body) {
    return serve(request -> request.response().setStatusCode(status).end(body));
  }

  private int serve(Consumer<HttpServerRequest> answer) {
    server = vertx.createHttpServer();
    server
        .getDelegate()
        .requestHandler(
            request ->
                request.bodyHandler(
                    body -> {
                      bodies.add(body.toString());
                      lengths.add(
                          "%s %s %s"
                              .formatted(
                                  request.getHeader("Content-Length"),
                                  request.getHeader("Transfer-Encoding"),
                                  request.getHeader("Accept-Encoding")));
                      answer.accept(request);
                    }));
    return server.listenAndAwait(0, "127.0.0.1").actualPort();
  }

  private Assistant alexa(int port, Optional<String> redirectUri) {
    Assistant.Upstream upstream =
        new Assistant.Upstream(
            new UpstreamCredentials(
                URI.create("http://127.0.0.1:" + port + "/auth/o2/token"),
                "hushkey&lwa",
                SecretText.of("s=cret")),
            redirectUri,
            new Assistant.EventEndpoints(Map.of(), "na"),
            Duration.ofMinutes(5),
            timeout,
            TestAssistants.REFRESHES,
            TestAssistants.AHEAD);
    return TestAssistants.withUpstream(TestAssistants.alexa(), upstream);
  }
}
