package dev.hushkey.account.consent;

import dev.hushkey.account.connection.Connection;
import dev.hushkey.account.page.DecisionCodes;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Person;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.ApprovalOutcome;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.AuthorizationResponses;
import dev.hushkey.oauth.authorize.PushedRequests;
import dev.hushkey.secret.AuthorizationCode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What a user may allow, and what follows from allowing or refusing it. */
@ApplicationScoped
class ConsentDecisions {

  private final ConsentOffers offers;
  private final AuthorizationCodes codes;
  private final PushedRequests pushedRequests;
  private final AuthorizationResponses responses;
  private final AuditTrail audit;
  private final DecisionCodes decisionCodes;
  private final PageLanguage language;

  @Inject
  ConsentDecisions(
      ConsentOffers offers,
      AuthorizationCodes codes,
      PushedRequests pushedRequests,
      AuthorizationResponses responses,
      AuditTrail audit,
      DecisionCodes decisionCodes,
      PageLanguage language) {
    this.offers = offers;
    this.codes = codes;
    this.pushedRequests = pushedRequests;
    this.responses = responses;
    this.audit = audit;
    this.decisionCodes = decisionCodes;
    this.language = language;
  }

  /** The user's devices at this moment, as far as the request asks for them. */
  Uni<ConsentOptions> options(UserId user, AuthorizationRequest request) {
    return offers.options(user, request);
  }

  /** The user's living links with the assistant that asks. */
  Uni<List<Connection>> connections(UserId user, AuthorizationRequest request) {
    return offers.connections(user, request);
  }

  /** Ends one of them, or finds it ended. */
  Uni<Void> disconnect(UserId user, LinkId link) {
    return offers.disconnect(user, link);
  }

  /** Issues a code for what the user ticked. The same form, sent again, has the same answer. */
  Uni<ConsentAnswer> approve(Person person, AuthorizationRequest request, ConsentForm form) {
    AuthorizationCode code = decisionCodes.of(person, request, form.csrf(), form.consent());
    return options(person.user(), request)
        .invoke(options -> options.requireCovers(form.consent()))
        .chain(() -> codes.issue(person.user(), request, form.consent(), code))
        .map(outcome -> toAnswer(outcome, request));
  }

  /** The answer of a pushed request that was answered before. */
  Uni<ConsentAnswer> answered(Person person, AuthorizationRequest request) {
    return codes
        .outcomeOf(decisionCodes.ofPushed(person, request))
        .map(outcome -> toAnswer(outcome, request));
  }

  private ConsentAnswer toAnswer(ApprovalOutcome outcome, AuthorizationRequest request) {
    return ConsentAnswer.of(outcome, request, responses, language.texts());
  }

  /** Records the refusal and reports it to the assistant. To refuse twice is to refuse. */
  Uni<ConsentAnswer> cancel(Person person, AuthorizationRequest request) {
    return pushedRequests
        .end(request)
        .chain(() -> audit.record(refusal(person, request)))
        .map(_ -> denied(request))
        .onFailure(ConsentDecisions::isAnswered)
        .recoverWithUni(() -> refusedLate(person, request));
  }

  private Uni<ConsentAnswer> refusedLate(Person person, AuthorizationRequest request) {
    return codes
        .outcomeOf(decisionCodes.ofPushed(person, request))
        .map(
            outcome ->
                switch (outcome) {
                  case ApprovalOutcome.Usable usable ->
                      toAnswer(new ApprovalOutcome.FirstAnswerStands(usable.code()), request);
                  case ApprovalOutcome.Over _ -> denied(request);
                  default -> toAnswer(outcome, request);
                });
  }

  private ConsentAnswer denied(AuthorizationRequest request) {
    return new ConsentAnswer.Back(responses.denied(request));
  }

  private static AuditEvent refusal(Person person, AuthorizationRequest request) {
    return new AuditEvent.ConsentRefused(person.user(), request.assistant().id());
  }

  private static boolean isAnswered(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.PageOutOfDate;
  }
}
