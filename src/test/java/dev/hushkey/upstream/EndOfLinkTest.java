package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.EndOfLinkSettings;
import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.TestSettings;
import dev.hushkey.upstream.EndOfLink.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked on the wire, and what each answer means. */
class EndOfLinkTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final Duration FOR_ANSWER = Duration.ofSeconds(10);

  private static Vertx vertx;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final PausesInMemory pauses = new PausesInMemory(NOW);
  private final WatchedBreaker breaker = new WatchedBreaker();
  private UpstreamHttp http;
  private EndOfLink end;
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
  void make() {
    http = new UpstreamHttp(vertx);
    end =
        new EndOfLink(
            http,
            pauses,
            breaker,
            TestSettings.defaults(UpstreamSettings.class),
            new SimpleMeterRegistry(),
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    http.close();
    if (server != null) {
      server.closeAndAwait();
    }
  }

  private int serve(Consumer<HttpServerRequest> answer) {
    server = vertx.createHttpServer();
    server
        .getDelegate()
        .requestHandler(
            request ->
                request.bodyHandler(
                    body -> {
                      requests.add(
                          "%s %s %s %s"
                              .formatted(
                                  request.method(),
                                  request.path(),
                                  request.getHeader("Content-Type"),
                                  body));
                      answer.accept(request);
                    }));
    return server.listenAndAwait(0, "127.0.0.1").actualPort();
  }

  private int answering(int status, String body) {
    return serve(request -> request.response().setStatusCode(status).end(body));
  }

  private Outcome revoke(int port) {
    Assistant.Revocation revocation =
        new Assistant.Revocation(
            URI.create("http://127.0.0.1:" + port + "/revoke"),
            true,
            new Assistant.ErrandLimits(50, 5, Duration.ofHours(6), TIMEOUT));
    return end.revoke(
            TestAssistants.alexa(), revocation, new RefreshToken(SecretText.of("Atzr|r+/=")))
        .await()
        .atMost(FOR_ANSWER);
  }

  @Test
  void revocation_sendsTheRefreshToken_itsHint_andTheCredentialsOfTheTokenEndpoint() {
    assertThat(revoke(answering(200, "whatever"))).isEqualTo(new Outcome.Done());
    assertThat(requests)
        .containsExactly(
            "POST /revoke application/x-www-form-urlencoded client_id=ours&client_secret=upstream"
                + "&token=Atzr%7Cr%2B%2F%3D&token_type_hint=refresh_token");
    assertThat(breaker.answers).containsExactly("alexa/revocation answered");
  }

  @ParameterizedTest
  @CsvSource({
    "400, unsupported_token_type, 'status 400, unsupported_token_type'",
    "400, invalid_request, 'status 400, invalid_request'",
    "400, invalid_token, 'status 400, invalid_token'",
  })
  void refusalOfThisToken_isFinal(int status, String error, String why) {
    assertThat(revoke(answering(status, "{\"error\":\"" + error + "\"}")))
        .isEqualTo(new Outcome.Refused(why));
    assertThat(pauses.begun).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"400, invalid_client", "401, invalid_client", "403, x", "404, x", "405, x", "400, x"})
  void mistakeOfOurs_isNoDecision_andEverybodyPauses(int status, String error) {
    assertThat(revoke(answering(status, "{\"error\":\"" + error + "\"}")))
        .isEqualTo(new Outcome.NotNow("status " + status));
    assertThat(pauses.begun).containsExactly(Map.entry("alexa/revocation", Duration.ofMinutes(1)));
  }

  private Outcome tell(int port, Optional<SecretText> bearer) {
    Assistant.SecurityEvents events =
        new Assistant.SecurityEvents(
            URI.create("http://127.0.0.1:" + port + "/events"),
            "google_account_linking",
            EndOfLinkSettings.TokenIdentifier.HASH_SHA512_DOUBLE,
            Optional.empty(),
            new Assistant.ErrandLimits(50, 5, Duration.ofHours(6), TIMEOUT));
    return end.tell(TestAssistants.alexa(), events, SecretText.of("e30.e30.x"), bearer)
        .await()
        .atMost(FOR_ANSWER);
  }

  @Test
  void securityEvent_isPushedAsItsOwnType_andTakenBy202() {
    assertThat(tell(answering(202, ""), Optional.empty())).isEqualTo(new Outcome.Done());
    assertThat(requests).containsExactly("POST /events application/secevent+jwt e30.e30.x");
    assertThat(breaker.answers).containsExactly("alexa/security-events answered");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_key",
    "invalid_issuer",
    "invalid_audience",
    "authentication_failed",
    "access_denied"
  })
  void securityEventsThatAReceiverTakesFromNobodyLikeUs_pause(String error) {
    assertThat(tell(answering(400, "{\"err\":\"" + error + "\"}"), Optional.empty()))
        .isEqualTo(new Outcome.NotNow("status 400"));
    assertThat(pauses.begun)
        .containsExactly(Map.entry("alexa/security-events", Duration.ofMinutes(1)));
  }

  @Test
  void securityEventThatIsMalformed_isRefusedForGood() {
    assertThat(tell(answering(400, "{\"err\":\"invalid_request\"}"), Optional.empty()))
        .isEqualTo(new Outcome.Refused("status 400, invalid_request"));
  }

  @Test
  void redirect_isNotFollowed() {
    int port =
        serve(
            request -> request.response().setStatusCode(307).putHeader("Location", "/other").end());
    assertThat(revoke(port)).isEqualTo(new Outcome.NotNow("status 307"));
    assertThat(requests).hasSize(1);
  }

  @Test
  void busyServer_saysWhenToComeBack_andTheTokenLives() {
    int port =
        serve(
            request -> request.response().setStatusCode(503).putHeader("Retry-After", "17").end());
    assertThat(revoke(port)).isEqualTo(new Outcome.NotNow("status 503"));
    assertThat(pauses.begun).containsExactly(Map.entry("alexa/revocation", Duration.ofSeconds(17)));
    assertThat(breaker.answers).containsExactly("alexa/revocation answered");
    assertThat(end.revocationPause(TestAssistants.alexa().id()).await().atMost(FOR_ANSWER))
        .contains(Duration.ofSeconds(17));
  }

  @ParameterizedTest
  @CsvSource({"500", "503", "429", "408"})
  void brokenServer_isAwayAsTheBreakerCounts(int status) {
    assertThat(revoke(answering(status, ""))).isEqualTo(new Outcome.NotNow("status " + status));
    assertThat(breaker.answers).containsExactly("alexa/revocation away");
  }

  @Test
  void silentServer_isGivenUpInTime() {
    long start = System.nanoTime();
    assertThat(revoke(serve(_ -> {}))).isInstanceOf(Outcome.NotNow.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(breaker.answers).containsExactly("alexa/revocation away");
  }

  @Test
  void hugeAnswer_isNotRead() {
    assertThat(revoke(answering(400, "x".repeat(1_000_000)))).isInstanceOf(Outcome.NotNow.class);
    assertThat(breaker.answers).containsExactly("alexa/revocation away");
  }

  @Test
  void absentServer_isAway() {
    int port = answering(200, "");
    server.closeAndAwait();
    server = null;
    assertThat(revoke(port)).isInstanceOf(Outcome.NotNow.class);
  }

  @Test
  void openBreaker_asksNobody() {
    breaker.open = Optional.of(Duration.ofSeconds(3));
    assertThat(revoke(answering(200, ""))).isEqualTo(new Outcome.NotAsked());
    assertThat(requests).isEmpty();
    assertThat(end.revocationPause(TestAssistants.alexa().id()).await().atMost(FOR_ANSWER))
        .contains(Duration.ofSeconds(3));
  }
}
