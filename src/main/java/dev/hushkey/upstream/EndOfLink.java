package dev.hushkey.upstream;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.upstream.Pauses.Place;
import dev.hushkey.upstream.breaker.Breaker;
import dev.hushkey.upstream.breaker.BreakerOpen;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What an assistant is asked or told about a link that has ended: to revoke its own tokens, <a
 * href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>; and that ours are revoked, by a
 * security event token, <a href="https://www.rfc-editor.org/rfc/rfc8935">RFC 8935</a>. Asking or
 * telling twice is safe. Never fails: whatever goes wrong is an answer.
 */
@ApplicationScoped
public class EndOfLink {

  private static final Logger LOG = Logger.getLogger(EndOfLink.class);

  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  /** RFC 7009 §2.2.1 and RFC 6749 §5.2: about this one token, which no repetition makes better. */
  private static final Set<String> ABOUT_THE_TOKEN =
      Set.of("unsupported_token_type", "invalid_request", "invalid_token", "invalid_grant");

  /** RFC 8935 §2.3: about this one token; all other codes are about us. */
  private static final Set<String> ABOUT_THE_EVENT = Set.of("invalid_request");

  private static final String SECURITY_EVENT = "application/secevent+jwt";

  private final UpstreamHttp http;
  private final Pauses pauses;
  private final Breaker breaker;
  private final UpstreamSettings settings;
  private final MeterRegistry meters;
  private final Clock clock;

  @Inject
  EndOfLink(
      UpstreamHttp http,
      Pauses pauses,
      Breaker breaker,
      UpstreamSettings settings,
      MeterRegistry meters,
      Clock clock) {
    this.http = http;
    this.pauses = pauses;
    this.breaker = breaker;
    this.settings = settings;
    this.meters = meters;
    this.clock = clock;
  }

  /** What came of it. A reason is a status or a code, never a text of the assistant. */
  public sealed interface Outcome {

    /** The assistant has done it. */
    record Done() implements Outcome {}

    /** It will not, however often it is asked. */
    record Refused(String why) implements Outcome {}

    /** It did not decide. */
    record NotNow(String why) implements Outcome {}

    /** It was not asked: it does not answer lately. */
    record NotAsked() implements Outcome {}
  }

  /** What an answer means. */
  sealed interface Said {

    record Decided(Outcome outcome) implements Said {}

    /** Our settings are wrong, or the address is: nothing else will be better there. */
    record Misconfigured(String why) implements Said {}

    record Away(String why, Optional<Duration> pause) implements Said {}
  }

  private record Call(Place place, AssistantId assistant, String operation) {}

  /**
   * Has a refresh token revoked, RFC 7009 §2.1, and with it, as that section asks of servers, the
   * access tokens of the same grant. The credentials are those of the token endpoint.
   */
  public Uni<Outcome> revoke(
      Assistant assistant, Assistant.Revocation revocation, RefreshToken token) {
    Form form =
        Form.by(assistant.upstream().client())
            .with("token", token.secret())
            .with("token_type_hint", "refresh_token");
    return ask(
        new Call(Place.revocation(assistant.id()), assistant.id(), "revocation"),
        () -> http.postForm(revocation.endpoint(), form, revocation.limits().timeout()),
        EndOfLink::revoked);
  }

  /** How much longer the revocation endpoint is left alone; empty when it may be asked. */
  public Uni<Optional<Duration>> revocationPause(AssistantId assistant) {
    return pause(Place.revocation(assistant));
  }

  /**
   * Pushes a security event token, RFC 8935 §2.1.
   *
   * @param bearer if the receiver asks for one
   */
  public Uni<Outcome> tell(
      Assistant assistant,
      Assistant.SecurityEvents events,
      SecretText token,
      Optional<SecretText> bearer) {
    return ask(
        new Call(Place.securityEvents(assistant.id()), assistant.id(), "security-event"),
        () ->
            http.postText(
                events.endpoint(), SECURITY_EVENT, token, bearer, events.limits().timeout()),
        EndOfLink::told);
  }

  /** How much longer the receiver of security event tokens is left alone; empty as above. */
  public Uni<Optional<Duration>> securityEventPause(AssistantId assistant) {
    return pause(Place.securityEvents(assistant));
  }

  private Uni<Optional<Duration>> pause(Place place) {
    return breaker
        .openFor(place.key())
        .map(left -> Uni.createFrom().item(Optional.of(left)))
        .orElseGet(() -> pauses.at(place).map(Pauses.Moment::pause));
  }

  private Uni<Outcome> ask(
      Call call,
      Supplier<Uni<UpstreamHttp.Answer>> send,
      BiFunction<UpstreamHttp.Answer, Instant, Said> read) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return breaker
                  .call(call.place().key(), () -> said(send, read), EndOfLink::isPlainOutage)
                  .invoke(said -> sample.stop(timer(call, said)))
                  .call(said -> pauseIfAsked(call, said))
                  .map(said -> outcome(call, said));
            })
        .onFailure(BreakerOpen.class)
        .recoverWithItem(new Outcome.NotAsked());
  }

  /** No answer in time, no connection, an incomplete answer, or an endless one. */
  private Uni<Said> said(
      Supplier<Uni<UpstreamHttp.Answer>> send,
      BiFunction<UpstreamHttp.Answer, Instant, Said> read) {
    return send.get()
        .map(answer -> read.apply(answer, clock.instant()))
        .onFailure()
        .recoverWithItem(
            thrown -> new Said.Away(thrown.getClass().getSimpleName(), Optional.empty()));
  }

  private static boolean isPlainOutage(Said said) {
    return said instanceof Said.Away away && away.pause().isEmpty();
  }

  private Uni<Void> pauseIfAsked(Call call, Said said) {
    return switch (said) {
      case Said.Away(String why, Optional<Duration> pause) when pause.isPresent() ->
          pauses.begin(call.place(), pause.get(), why).replaceWithVoid();
      case Said.Misconfigured(String why) ->
          pauses.begin(call.place(), settings.pauseAfterMistake(), why).replaceWithVoid();
      default -> Uni.createFrom().voidItem();
    };
  }

  private static Outcome outcome(Call call, Said said) {
    return switch (said) {
      case Said.Decided(Outcome outcome) -> outcome;
      case Said.Away away -> {
        LOG.debugf("%s did not answer (%s, %s)", call.assistant(), call.operation(), away.why());
        yield new Outcome.NotNow(away.why());
      }
      case Said.Misconfigured(String why) -> {
        LOG.errorf(
            "ALARM: %s does not accept what we send (%s, %s): check hushkey.assistants.%s",
            call.assistant(), call.operation(), why, call.assistant());
        yield new Outcome.NotNow(why);
      }
    };
  }

  private Timer timer(Call call, Said said) {
    String outcome =
        switch (said) {
          case Said.Decided(Outcome.Done _) -> "done";
          case Said.Decided _ -> "refused";
          case Said.Misconfigured _ -> "misconfigured";
          case Said.Away _ -> "away";
        };
    return meters.timer(
        "hushkey.upstream.calls",
        "assistant",
        call.assistant().value(),
        "operation",
        call.operation(),
        "outcome",
        outcome);
  }

  /**
   * Of a revocation endpoint, RFC 7009 §2.2: 200 for a token that is revoked now or was not valid,
   * whatever the body says. After a 503 the token is to be taken for valid still.
   */
  static Said revoked(UpstreamHttp.Answer answer, Instant now) {
    return read(answer, now, Set.of(OK, NO_CONTENT), "error", ABOUT_THE_TOKEN);
  }

  /** Of a receiver of security event tokens, RFC 8935 §2.2 and §2.3: 202 for one that is taken. */
  static Said told(UpstreamHttp.Answer answer, Instant now) {
    return read(answer, now, Set.of(OK, ACCEPTED, NO_CONTENT), "err", ABOUT_THE_EVENT);
  }

  private static Said read(
      UpstreamHttp.Answer answer,
      Instant now,
      Set<Integer> done,
      String member,
      Set<String> aboutThisOne) {
    int status = answer.status();
    if (done.contains(status)) {
      return new Said.Decided(new Outcome.Done());
    }
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
      return away(answer, now);
    }
    String code = AnswerJson.read(answer.body(), Set.of(member)).path(member).asText();
    return switch (status / 100) {
      // Redirects are not followed: they would carry the token to an unknown server.
      case 3 -> new Said.Misconfigured("status " + status);
      case 4 ->
          status == BAD_REQUEST && aboutThisOne.contains(code)
              ? new Said.Decided(new Outcome.Refused("status " + status + ", " + code))
              : new Said.Misconfigured("status " + status);
      default -> away(answer, now);
    };
  }

  private static Said away(UpstreamHttp.Answer answer, Instant now) {
    return new Said.Away("status " + answer.status(), RetryAfter.of(answer, now));
  }
}
