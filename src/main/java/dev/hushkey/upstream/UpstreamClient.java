package dev.hushkey.upstream;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import dev.hushkey.upstream.Pauses.Place;
import dev.hushkey.upstream.breaker.Breaker;
import dev.hushkey.upstream.breaker.BreakerOpen;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
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
 * the assistant did not decide: it is unreachable, its answer is malformed, it asked us to stay
 * away, or our own settings are wrong. Such a failure never means that a grant is dead.
 *
 * <p>An exchange and a refresh may have happened at the assistant although we saw no answer.
 * Neither is repeated here.
 */
@ApplicationScoped
public class UpstreamClient {

  private static final Logger LOG = Logger.getLogger(UpstreamClient.class);
  static final Duration RETRY_AFTER_OUTAGE = Duration.ofSeconds(5);

  private final UpstreamHttp http;
  private final Pauses pauses;
  private final Breaker breaker;
  private final UpstreamSettings settings;
  private final MeterRegistry meters;

  @Inject
  UpstreamClient(
      UpstreamHttp http,
      Pauses pauses,
      Breaker breaker,
      UpstreamSettings settings,
      MeterRegistry meters) {
    this.http = http;
    this.pauses = pauses;
    this.breaker = breaker;
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * Exchanges a code, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749
   * §4.1.3</a>. Without a {@code redirect_uri} unless the settings have one: AcceptGrant's code was
   * not obtained through a redirect.
   */
  public Uni<UpstreamAnswer> exchange(Assistant assistant, UpstreamAuthorizationCode code) {
    Form form =
        Form.by(assistant.upstream().client())
            .with("grant_type", "authorization_code")
            .with("code", code.secret());
    assistant.upstream().redirectUri().ifPresent(uri -> form.with("redirect_uri", uri));
    return askUnlessPaused(call(assistant, "exchange"), form);
  }

  /**
   * Refreshes, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 §6</a>. Does not
   * ask whether the assistant is to be left alone: whoever takes the lease has done so.
   *
   * @param askedAt when the lease was taken, by the database's clock
   */
  public Uni<UpstreamAnswer> refresh(Assistant assistant, RefreshToken token, Instant askedAt) {
    Form form =
        Form.by(assistant.upstream().client())
            .with("grant_type", "refresh_token")
            .with("refresh_token", token.secret());
    return ask(call(assistant, "refresh"), form, askedAt);
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
    Form form =
        Form.by(app.client())
            .with("grant_type", "authorization_code")
            .with("code", code.secret())
            .with("redirect_uri", redirectUri)
            .with("code_verifier", verifier);
    Call call =
        new Call(
            Place.appTokens(assistant.id()),
            assistant.id(),
            "app-exchange",
            app.client().tokenEndpoint(),
            app.timeout());
    return askUnlessPaused(call, form);
  }

  /** How much longer this replica does not ask the assistant, because it did not answer lately. */
  public Optional<Duration> openFor(AssistantId assistant) {
    return breaker.openFor(Place.tokens(assistant).key());
  }

  private record Call(
      Place place, AssistantId assistant, String operation, URI endpoint, Duration timeout) {

    /** With the client that all links depend on; linking from the app has one of its own. */
    boolean isOfEverybody() {
      return place.equals(Place.tokens(assistant));
    }
  }

  private static Call call(Assistant assistant, String operation) {
    Assistant.Upstream upstream = assistant.upstream();
    return new Call(
        Place.tokens(assistant.id()),
        assistant.id(),
        operation,
        upstream.client().tokenEndpoint(),
        upstream.timeout());
  }

  private Uni<UpstreamAnswer> askUnlessPaused(Call call, Form form) {
    return pauses
        .at(call.place())
        .chain(
            moment ->
                moment
                    .pause()
                    .map(left -> Uni.createFrom().<UpstreamAnswer>failure(unavailable(left)))
                    .orElseGet(() -> ask(call, form, moment.now())));
  }

  private Uni<UpstreamAnswer> ask(Call call, Form form, Instant askedAt) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return read(call, form, askedAt)
                  .invoke(reading -> sample.stop(timer(call, reading)))
                  .call(reading -> pauseIfAsked(call, reading))
                  .map(reading -> answer(call, reading));
            });
  }

  private Uni<Reading> read(Call call, Form form, Instant askedAt) {
    return breaker
        .call(call.place().key(), () -> send(call, form, askedAt), UpstreamClient::isPlainOutage)
        .onFailure(BreakerOpen.class)
        .transform(open -> unavailable(((BreakerOpen) open).left()));
  }

  /** One that says when to come back begins a pause, which all replicas share. */
  private static boolean isPlainOutage(Reading reading) {
    return reading instanceof Reading.Away away && away.pause().isEmpty();
  }

  private Uni<Reading> send(Call call, Form form, Instant askedAt) {
    return http.postForm(call.endpoint(), form, call.timeout())
        .map(answer -> TokenEndpointReader.read(answer, askedAt))
        // No answer in time, no connection, an incomplete answer, or an endless one.
        .onFailure()
        .recoverWithItem(
            thrown -> new Reading.Away(thrown.getClass().getSimpleName(), Optional.empty()));
  }

  private Uni<Void> pauseIfAsked(Call call, Reading reading) {
    return switch (reading) {
      case Reading.Away(String why, Optional<Duration> pause) when pause.isPresent() ->
          pauses.begin(call.place(), pause.get(), why).replaceWithVoid();
      case Reading.Misconfigured(String why, boolean ofClient)
          when ofClient && call.isOfEverybody() ->
          pauses.begin(call.place(), settings.pauseAfterMistake(), why).replaceWithVoid();
      default -> Uni.createFrom().voidItem();
    };
  }

  private UpstreamAnswer answer(Call call, Reading reading) {
    return switch (reading) {
      case Reading.Answered answered -> answered.answer();
      case Reading.HalfGranted(RefreshToken refresh) -> {
        LOG.warnf(
            "The token endpoint of %s returned no access token that we can use (%s)",
            call.assistant(), call.operation());
        yield new UpstreamAnswer.HalfGranted(refresh);
      }
      case Reading.Misconfigured mistake -> {
        LOG.errorf(
            "ALARM: the token endpoint of %s rejects our credentials (%s, %s): check"
                + " hushkey.assistants.%s",
            call.assistant(), call.operation(), mistake.why(), call.assistant());
        throw unavailable(settings.pauseAfterMistake());
      }
      case Reading.Away away -> {
        LOG.warnf(
            "The token endpoint of %s is unavailable (%s, %s)",
            call.assistant(), call.operation(), away.why());
        throw unavailable(away.pause().map(this::bounded).orElse(RETRY_AFTER_OUTAGE));
      }
    };
  }

  private Duration bounded(Duration pause) {
    Duration longest = settings.longestPause();
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  /** Rounded up to whole seconds, as the header tells it: else callers would come too early. */
  static FailureException unavailable(Duration retryAfter) {
    Duration whole = Duration.ofSeconds(retryAfter.plusNanos(999_999_999).toSeconds());
    return new FailureException(new Failure.Unavailable(Dependency.UPSTREAM, whole));
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
      case Reading.Answered(UpstreamAnswer.Refused _) -> "refused";
      case Reading.Answered _ -> "granted";
      case Reading.HalfGranted _ -> "half-granted";
      case Reading.Misconfigured _ -> "misconfigured";
      case Reading.Away _ -> "away";
    };
  }
}
