package dev.hushkey.upstream;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.UpstreamCredentials;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Calls an assistant's token endpoint, as <a
 * href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Login
 * with Amazon</a> documents it: a form, the client's credentials in the body.
 *
 * <p>All operations fail with {@link Failure.Unavailable} of {@link Dependency#UPSTREAM} whenever
 * the assistant did not decide: it is unreachable, its answer is malformed, or our own settings are
 * wrong. Such a failure never means that a grant is dead.
 *
 * <p>An exchange and a refresh may have happened at the assistant although we saw no answer.
 * Neither is repeated here.
 */
@ApplicationScoped
public class UpstreamClient {

  private static final Logger LOG = Logger.getLogger(UpstreamClient.class);
  static final Duration RETRY_AFTER_OUTAGE = Duration.ofSeconds(5);
  static final Duration RETRY_AFTER_MISTAKE = Duration.ofMinutes(1);

  private final UpstreamHttp http;
  private final Clock clock;
  private final MeterRegistry meters;

  @Inject
  UpstreamClient(UpstreamHttp http, Clock clock, MeterRegistry meters) {
    this.http = http;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Exchanges a code, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749
   * §4.1.3</a>. Without a {@code redirect_uri} unless the settings have one: AcceptGrant's code was
   * not obtained through a redirect.
   */
  public Uni<UpstreamAnswer> exchange(Assistant assistant, UpstreamAuthorizationCode code) {
    MultiMap form = credentials(assistant.upstream().client());
    form.add("grant_type", "authorization_code");
    form.add("code", code.secret().reveal());
    assistant.upstream().redirectUri().ifPresent(uri -> form.add("redirect_uri", uri));
    return ask(assistant, "exchange", form);
  }

  /** Refreshes, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 §6</a>. */
  public Uni<UpstreamAnswer> refresh(Assistant assistant, RefreshToken token) {
    MultiMap form = credentials(assistant.upstream().client());
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", token.secret().reveal());
    return ask(assistant, "refresh", form);
  }

  /**
   * Exchanges the code that a user brought back from Amazon to the app, with the code verifier of
   * <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.5">RFC 7636 §4.5</a>.
   */
  public Uni<UpstreamAnswer> exchangeForApp(
      Assistant assistant,
      AppToApp app,
      UpstreamAuthorizationCode code,
      String redirectUri,
      SecretText verifier) {
    MultiMap form =
        credentials(app.client())
            .add("grant_type", "authorization_code")
            .add("code", code.secret().reveal())
            .add("redirect_uri", redirectUri)
            .add("code_verifier", verifier.reveal());
    return ask(
        new Call(assistant.id(), "app-exchange", app.client().tokenEndpoint(), app.timeout()),
        form);
  }

  private static MultiMap credentials(UpstreamCredentials client) {
    return MultiMap.caseInsensitiveMultiMap()
        .add("client_id", client.id())
        .add("client_secret", client.secret().reveal());
  }

  private record Call(AssistantId assistant, String operation, URI endpoint, Duration timeout) {}

  private Uni<UpstreamAnswer> ask(Assistant assistant, String operation, MultiMap form) {
    Assistant.Upstream upstream = assistant.upstream();
    return ask(
        new Call(assistant.id(), operation, upstream.client().tokenEndpoint(), upstream.timeout()),
        form);
  }

  private Uni<UpstreamAnswer> ask(Call call, MultiMap form) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return read(call, form)
                  .invoke(reading -> sample.stop(timer(call, reading)))
                  .map(reading -> answer(call, reading));
            });
  }

  private Uni<Reading> read(Call call, MultiMap form) {
    Instant askedAt = clock.instant();
    return http.postForm(call.endpoint(), form, call.timeout())
        .map(
            answer ->
                TokenEndpointReader.read(
                    answer.status(), answer.retryAfter(), answer.body(), askedAt))
        // No answer in time, no connection, an incomplete answer, or an endless one.
        .onFailure()
        .recoverWithItem(
            thrown -> new Reading.Away(thrown.getClass().getSimpleName(), Optional.empty()));
  }

  private static UpstreamAnswer answer(Call call, Reading reading) {
    return switch (reading) {
      case Reading.Answered answered -> answered.answer();
      case Reading.Misconfigured mistake -> {
        LOG.errorf(
            "The token endpoint of %s rejects our credentials (%s, %s): check"
                + " hushkey.assistants.%s",
            call.assistant(), call.operation(), mistake.why(), call.assistant());
        throw unavailable(RETRY_AFTER_MISTAKE);
      }
      case Reading.Away away -> {
        LOG.warnf(
            "The token endpoint of %s is unavailable (%s, %s)",
            call.assistant(), call.operation(), away.why());
        throw unavailable(away.retryAfter().orElse(RETRY_AFTER_OUTAGE));
      }
    };
  }

  static FailureException unavailable(Duration retryAfter) {
    return new FailureException(new Failure.Unavailable(Dependency.UPSTREAM, retryAfter));
  }

  private Timer timer(Call call, Reading reading) {
    return meters.timer(
        "hushkey.upstream.calls",
        "assistant",
        call.assistant().value(),
        "operation",
        call.operation(),
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
