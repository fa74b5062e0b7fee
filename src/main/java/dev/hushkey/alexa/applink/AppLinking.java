package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.upstream.EnablementClient;
import dev.hushkey.upstream.UpstreamAnswer;
import dev.hushkey.upstream.UpstreamClient;
import dev.hushkey.wire.Outages;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Completes an attempt: issues our code, exchanges Amazon's code for a token, and enables the skill
 * with both. Amazon's token stays in memory for these few calls and is never stored.
 *
 * <p>Our code comes first, because issuing it checks in PostgreSQL that the devices are the user's;
 * until then Amazon's code is not redeemed.
 */
@ApplicationScoped
class AppLinking {

  private static final Logger LOG = Logger.getLogger(AppLinking.class);

  private final Mutiny.SessionFactory sessions;
  private final Attempts attempts;
  private final ConsentCodes codes;
  private final UpstreamClient tokens;
  private final EnablementClient api;
  private final SkillEnablement enablement;
  private final AuditTrail audit;

  @Inject
  AppLinking(
      Mutiny.SessionFactory sessions,
      Attempts attempts,
      ConsentCodes codes,
      UpstreamClient tokens,
      EnablementClient api,
      SkillEnablement enablement,
      AuditTrail audit) {
    this.sessions = sessions;
    this.attempts = attempts;
    this.codes = codes;
    this.tokens = tokens;
    this.api = api;
    this.enablement = enablement;
    this.audit = audit;
  }

  /** What a user asks for in the app. */
  record Request(Assistant assistant, AppToApp app, UserId user, Completion completion) {}

  /**
   * Links.
   *
   * @return the region in which the skill was enabled; fails with {@link Failure.AttemptNotUsable},
   *     {@link Failure.Refused} when a device is not the user's, {@link
   *     Failure.RefusedByAssistant}, {@link Failure.Unavailable}
   */
  Uni<String> complete(Request request) {
    return begin(request)
        .chain(
            begun ->
                enable(request, begun)
                    .onFailure(AppLinking::leavesTheAttemptUsable)
                    .call(() -> attempts.giveBack(begun.attempt())))
        .onFailure()
        .call(thrown -> recordFailure(request, thrown))
        .call(region -> recordSuccess(request, region));
  }

  /** After an outage nothing was decided, and a request for other devices may succeed. */
  private static boolean leavesTheAttemptUsable(Throwable thrown) {
    return Outages.classify(thrown)
        .filter(
            failure -> failure instanceof Failure.Unavailable || failure instanceof Failure.Refused)
        .isPresent();
  }

  /** An attempt of which the assistant has not heard yet. */
  record Begun(Attempt attempt, Consent consent, AuthorizationCode code) {}

  /**
   * Claims the attempt, makes the consent the user's latest decision and issues the first code, all
   * in one transaction: a device that is not the user's leaves no trace.
   */
  Uni<Begun> begin(Request request) {
    return sessions
        .withTransaction(
            session ->
                attempts
                    .claim(
                        session,
                        request.completion().state(),
                        request.user(),
                        request.assistant().id())
                    .chain(
                        claimed ->
                            claimed.isPresent()
                                ? decide(session, request, claimed.get()).map(Optional::of)
                                : Uni.createFrom().item(Optional.<Begun>empty())))
        .chain(begun -> begun.isPresent() ? Uni.createFrom().item(begun.get()) : refuse(request));
  }

  private Uni<Begun> refuse(Request request) {
    return attempts.refuse(request.completion().state(), request.user(), request.assistant().id());
  }

  private Uni<Begun> decide(Mutiny.Session session, Request request, Attempts.Claimed claimed) {
    Attempt attempt = claimed.attempt();
    return codes
        .decide(session, claimed)
        .call(decidedAt -> attempts.keepDecision(session, attempt, decidedAt))
        .map(
            decidedAt ->
                new Consent(
                    attempt.user(),
                    request.assistant(),
                    attempt.redirectUri(),
                    request.completion().consent(),
                    decidedAt))
        .chain(
            consent ->
                codes.issue(session, consent).map(code -> new Begun(attempt, consent, code)));
  }

  private record Home(AccessToken token, List<URI> places) {}

  private Uni<String> enable(Request request, Begun begun) {
    return exchange(request, begun.attempt())
        .chain(token -> findHome(request, token))
        .call(() -> codes.requireStanding(begun.consent()))
        .onFailure()
        .call(() -> codes.withdraw(begun.code()))
        .chain(
            home ->
                enablement.enable(
                    request.assistant(),
                    request.app(),
                    new SkillEnablementOffer(begun.consent(), begun.code(), home.token()),
                    home.places()));
  }

  private Uni<AccessToken> exchange(Request request, Attempt attempt) {
    return tokens
        .exchangeForApp(
            request.assistant(),
            request.app(),
            request.completion().code(),
            attempt.redirectUri(),
            attempt.codeVerifier())
        .map(
            answer ->
                switch (answer) {
                  case UpstreamAnswer.Granted granted -> granted.tokens().access();
                  case UpstreamAnswer.HalfGranted _ ->
                      throw FailureException.unavailable(Dependency.UPSTREAM, null);
                  case UpstreamAnswer.Refused _ ->
                      throw new FailureException(
                          new Failure.RefusedByAssistant(
                              "Amazon does not accept the code. It can be used once, within five"
                                  + " minutes. Start again."));
                });
  }

  private Uni<Home> findHome(Request request, AccessToken token) {
    return api.endpointsOf(request.assistant(), request.app(), token)
        .map(places -> new Home(token, places));
  }

  private Uni<Void> recordSuccess(Request request, String region) {
    return record(
        new AuditEvent.AppLinkCompleted(request.user(), request.assistant().id(), region));
  }

  private Uni<Void> recordFailure(Request request, Throwable thrown) {
    String why =
        Outages.classify(thrown)
            .map(AppLinking::describe)
            .orElse("something went wrong on our side");
    return record(new AuditEvent.AppLinkFailed(request.user(), request.assistant().id(), why));
  }

  private static String describe(Failure failure) {
    return switch (failure) {
      case Failure.AttemptNotUsable f -> "attempt " + f.why().name().toLowerCase(Locale.ROOT);
      case Failure.Refused f -> f.refusal().wireName();
      case Failure.RefusedByAssistant f -> f.detail();
      case Failure.Unavailable f -> f.dependency().label() + " is unavailable";
      default -> failure.getClass().getSimpleName();
    };
  }

  /**
   * Making the link has an audit record of its own, so losing this one does not change the answer.
   */
  private Uni<Void> record(AuditEvent event) {
    return audit
        .record(event)
        .onFailure()
        .invoke(thrown -> LOG.error("Linking from the app could not be recorded", thrown))
        .onFailure()
        .recoverWithNull();
  }
}
