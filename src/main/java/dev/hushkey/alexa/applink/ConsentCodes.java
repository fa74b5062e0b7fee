package dev.hushkey.alexa.applink;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.UserDecisions;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.WithdrawnCodes;
import dev.hushkey.secret.AuthorizationCode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Issues codes for what a user allowed in the app. They have no code challenge: they never pass
 * through a browser; we send them to the assistant directly.
 */
@ApplicationScoped
class ConsentCodes {

  /** The end reason of a link that the assistant made from our code and then refused to use. */
  static final String ENABLEMENT_REFUSED = "enablement-refused";

  private static final Logger LOG = Logger.getLogger(ConsentCodes.class);

  private final Mutiny.SessionFactory sessions;
  private final UserDecisions decisions;
  private final AuthorizationCodes codes;
  private final WithdrawnCodes withdrawn;

  @Inject
  ConsentCodes(
      Mutiny.SessionFactory sessions,
      UserDecisions decisions,
      AuthorizationCodes codes,
      WithdrawnCodes withdrawn) {
    this.sessions = sessions;
    this.decisions = decisions;
    this.codes = codes;
    this.withdrawn = withdrawn;
  }

  /**
   * Makes a consent in the app the user's latest decision, in the caller's transaction.
   *
   * @return its instant; fails with {@link Failure.AttemptNotUsable} when the attempt was completed
   *     before and that decision no longer stands
   */
  Uni<Instant> decide(Mutiny.Session session, Attempts.Claimed claimed) {
    Attempt attempt = claimed.attempt();
    return claimed
        .decidedAt()
        .map(before -> requireStanding(session, attempt.user(), attempt.assistant(), before))
        .orElseGet(() -> Uni.createFrom().voidItem())
        .chain(
            () ->
                decisions.decide(
                    session, attempt.user(), attempt.assistant(), UserDecisions.Kind.CONSENTED));
  }

  /** The first code; fails with {@link Failure.Refused} when a device is not the user's now. */
  Uni<AuthorizationCode> issue(Mutiny.Session session, Consent consent) {
    AuthorizationRequest request =
        new AuthorizationRequest(
            consent.assistant(),
            consent.redirectUri(),
            String.join(" ", new TreeSet<>(consent.assistant().client().scopes())),
            Optional.empty(),
            Optional.empty());
    return codes.issue(session, consent.user(), request, consent.devices(), consent.decidedAt());
  }

  /** Another code for the same consent. Fails as {@link #requireStanding} does. */
  Uni<AuthorizationCode> issueAnother(Consent consent, AuthorizationCode before) {
    return sessions.withTransaction(
        session ->
            requireStanding(session, consent)
                .chain(
                    () ->
                        codes.issueAnother(
                            session,
                            before,
                            consent.user(),
                            consent.assistant(),
                            consent.devices())));
  }

  /**
   * Before the assistant hears of it.
   *
   * @return fails with {@link Failure.AttemptNotUsable} when a newer decision of the user, or a
   *     cut-off, came meanwhile
   */
  Uni<Void> requireStanding(Consent consent) {
    return sessions.withTransaction(session -> requireStanding(session, consent));
  }

  private Uni<Void> requireStanding(Mutiny.Session session, Consent consent) {
    return requireStanding(session, consent.user(), consent.assistant().id(), consent.decidedAt());
  }

  private Uni<Void> requireStanding(
      Mutiny.Session session, UserId user, AssistantId assistant, Instant decidedAt) {
    return decisions
        .stands(session, user, assistant, decidedAt)
        .invoke(ConsentCodes::require)
        .replaceWithVoid();
  }

  private static void require(boolean stands) {
    if (!stands) {
      throw new FailureException(
          new Failure.AttemptNotUsable(Failure.AttemptNotUsable.Why.OVERTAKEN));
    }
  }

  /** After an outage. A link that the assistant has made meanwhile is kept: it may be using it. */
  Uni<Void> withdraw(AuthorizationCode code) {
    return quietly(withdrawn.withdraw(code));
  }

  /** After a refusal: ends the code, or the link made from it. */
  Uni<Void> undo(AuthorizationCode code) {
    return quietly(withdrawn.withdrawWithLink(code, ENABLEMENT_REFUSED));
  }

  /** Failure is harmless: the code expires anyway. */
  private static Uni<Void> quietly(Uni<Void> work) {
    return work.onFailure()
        .invoke(thrown -> LOG.error("A code could not be withdrawn; it will expire", thrown))
        .onFailure()
        .recoverWithNull();
  }
}
