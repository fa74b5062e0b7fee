package dev.hushkey.upstream;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.GrantCode;
import dev.hushkey.secret.RefreshToken;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Context;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import io.vertx.mutiny.ext.web.codec.BodyCodec;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Asks an assistant's token endpoint, as <a
 * href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Login
 * with Amazon</a> documents it: a form, the client's credentials in the body.
 *
 * <p>Both operations fail with {@link Failure.Unavailable} of {@link Dependency#UPSTREAM} whenever
 * the assistant did not decide: it is away, answers nonsense, or our own settings are wrong. Nobody
 * may conclude from such a failure that a grant is dead.
 *
 * <p>An exchange and a refresh may have happened at the assistant although we saw no answer.
 * Neither is repeated here.
 */
@ApplicationScoped
public class UpstreamClient {

  private static final Logger LOG = Logger.getLogger(UpstreamClient.class);
  private static final int LARGEST_ANSWER = 64 * 1024;
  private static final int MOST_CONNECTIONS = 32;
  private static final int MOST_WAITING = 1000;
  private static final Duration RETRY_AFTER_OUTAGE = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER_MISTAKE = Duration.ofMinutes(1);

  private final WebClient http;
  private final Clock clock;
  private final MeterRegistry meters;

  @Inject
  UpstreamClient(Vertx vertx, Clock clock, MeterRegistry meters) {
    this.http = WebClient.create(vertx, options());
    this.clock = clock;
    this.meters = meters;
  }

  private static WebClientOptions options() {
    return new WebClientOptions()
        .setUserAgent("hushkey")
        .setFollowRedirects(false)
        .setVerifyHost(true)
        .setTrustAll(false)
        .setMaxPoolSize(MOST_CONNECTIONS)
        .setMaxWaitQueueSize(MOST_WAITING);
  }

  @PreDestroy
  void close() {
    http.close();
  }

  /**
   * Exchanges a code, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749
   * §4.1.3</a>. Without a {@code redirect_uri} unless the settings have one: AcceptGrant's code was
   * not obtained through a redirect.
   */
  public Uni<UpstreamAnswer> exchange(Assistant assistant, GrantCode code) {
    MultiMap form = credentials(assistant.upstream());
    form.add("grant_type", "authorization_code");
    form.add("code", code.secret().reveal());
    assistant.upstream().redirectUri().ifPresent(uri -> form.add("redirect_uri", uri));
    return ask(assistant, "exchange", form);
  }

  /** Refreshes, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 §6</a>. */
  public Uni<UpstreamAnswer> refresh(Assistant assistant, RefreshToken token) {
    MultiMap form = credentials(assistant.upstream());
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", token.secret().reveal());
    return ask(assistant, "refresh", form);
  }

  private static MultiMap credentials(Assistant.Upstream upstream) {
    return MultiMap.caseInsensitiveMultiMap()
        .add("client_id", upstream.clientId())
        .add("client_secret", upstream.clientSecret().reveal());
  }

  private Uni<UpstreamAnswer> ask(Assistant assistant, String operation, MultiMap form) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return read(assistant.upstream(), form)
                  .invoke(reading -> sample.stop(timer(assistant, operation, reading)))
                  .map(reading -> answer(assistant, operation, reading));
            });
  }

  private Uni<Reading> read(Assistant.Upstream upstream, MultiMap form) {
    Instant askedAt = clock.instant();
    return onCallersContext(send(upstream, form))
        .map(response -> read(response, askedAt))
        // No answer within the time, no connection, half an answer, one without end.
        .onFailure()
        .recoverWithItem(
            thrown -> new Reading.Away(thrown.getClass().getSimpleName(), Optional.empty()));
  }

  private Uni<HttpResponse<String>> send(Assistant.Upstream upstream, MultiMap form) {
    return http.postAbs(upstream.tokenEndpoint().toString())
        .putHeader("Accept", "application/json")
        .connectTimeout(upstream.timeout().toMillis())
        // Bounds the silence between two pieces of an answer; the deadline below bounds them all.
        .timeout(upstream.timeout().toMillis())
        .as(BodyCodec.<String>newInstance(new BoundedBody(LARGEST_ANSWER)))
        .sendForm(form)
        .ifNoItem()
        .after(upstream.timeout())
        .fail();
  }

  /** A time-out is noticed on another thread; sessions of Hibernate Reactive do not like that. */
  private static <T> Uni<T> onCallersContext(Uni<T> uni) {
    Context caller = io.vertx.core.Vertx.currentContext();
    return caller == null ? uni : uni.emitOn(MutinyHelper.executor(caller));
  }

  private static Reading read(HttpResponse<String> response, Instant askedAt) {
    return TokenEndpointReader.read(
        response.statusCode(),
        Optional.ofNullable(response.getHeader("Retry-After")),
        Objects.requireNonNullElse(response.body(), ""),
        askedAt);
  }

  private static UpstreamAnswer answer(Assistant assistant, String operation, Reading reading) {
    return switch (reading) {
      case Reading.Answered answered -> answered.answer();
      case Reading.Misconfigured mistake -> {
        LOG.errorf(
            "The token endpoint of %s does not accept us (%s, %s): check"
                + " hushkey.assistants.%s.upstream",
            assistant.id(), operation, mistake.why(), assistant.id());
        throw unavailable(RETRY_AFTER_MISTAKE);
      }
      case Reading.Away away -> {
        LOG.warnf(
            "The token endpoint of %s is away (%s, %s)", assistant.id(), operation, away.why());
        throw unavailable(away.retryAfter().orElse(RETRY_AFTER_OUTAGE));
      }
    };
  }

  private static FailureException unavailable(Duration retryAfter) {
    return new FailureException(new Failure.Unavailable(Dependency.UPSTREAM, retryAfter));
  }

  private Timer timer(Assistant assistant, String operation, Reading reading) {
    return meters.timer(
        "hushkey.upstream.calls",
        "assistant",
        assistant.id().value(),
        "operation",
        operation,
        "outcome",
        outcome(reading));
  }

  private static String outcome(Reading reading) {
    return switch (reading) {
      case Reading.Answered(UpstreamAnswer.Granted _) -> "granted";
      case Reading.Answered(UpstreamAnswer.Refused _) -> "refused";
      case Reading.Misconfigured _ -> "misconfigured";
      case Reading.Away _ -> "away";
    };
  }
}
