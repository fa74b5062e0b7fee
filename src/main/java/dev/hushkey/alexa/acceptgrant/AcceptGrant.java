package dev.hushkey.alexa.acceptgrant;

import dev.hushkey.alexa.acceptgrant.AcceptGrantOutcome.Why;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import dev.hushkey.upstream.TokenSet;
import dev.hushkey.upstream.UpstreamAnswer;
import dev.hushkey.upstream.UpstreamClient;
import dev.hushkey.upstream.UpstreamTokens;
import dev.hushkey.upstreamtoken.DueTime;
import dev.hushkey.upstreamtoken.SealedTokens;
import dev.hushkey.upstreamtoken.UpstreamGrant;
import dev.hushkey.wire.Outages;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Accepts a grant: find its owner, exchange the code, seal the tokens, store them. Always ends with
 * an outcome; {@link AcceptGrantOutcome.Accepted} only after the commit.
 *
 * <p>If the exchange succeeds and the commit does not, the assistant holds a grant that nobody
 * uses. Amazon has no call to give one back, so it is logged; the user's next linking makes a new
 * one.
 */
@ApplicationScoped
class AcceptGrant {

  private static final Logger LOG = Logger.getLogger(AcceptGrant.class);

  private final Grantees grantees;
  private final UpstreamClient upstream;
  private final Sealer sealer;
  private final UpstreamGrants grants;
  private final AuditTrail audit;

  @Inject
  AcceptGrant(
      Grantees grantees,
      UpstreamClient upstream,
      Sealer sealer,
      UpstreamGrants grants,
      AuditTrail audit) {
    this.grantees = grantees;
    this.upstream = upstream;
    this.sealer = sealer;
    this.grants = grants;
    this.audit = audit;
  }

  /** One valid directive and its caller. */
  record Request(Assistant assistant, String region, AcceptGrantDirective directive, Actor actor) {}

  private record Exchanged(LinkRef link, TokenSet tokens, Instant dueAt) {}

  /** Never fails. */
  Uni<AcceptGrantOutcome> accept(Request request) {
    return grantees
        .find(request.directive(), request.assistant().id())
        .chain(
            found ->
                found
                    .map(grantee -> accept(request, grantee))
                    .orElseGet(() -> failed(request, Optional.empty(), Why.TOKEN_NOT_LIVE)))
        .onFailure()
        .recoverWithUni(thrown -> failed(request, Optional.empty(), thrown));
  }

  private Uni<AcceptGrantOutcome> accept(Request request, Grantee grantee) {
    if (grantee.accepted()) {
      return accepted();
    }
    return sealsNow(grantee.link())
        .chain(() -> upstream.exchange(request.assistant(), request.directive().code()))
        .chain(answer -> settle(request, grantee.link(), answer))
        .onFailure()
        .recoverWithUni(thrown -> failed(request, Optional.of(grantee.link()), thrown));
  }

  /**
   * A code can be redeemed once. We make sure that Vault seals for this link before we redeem it:
   * if Vault is unavailable, the code stays valid and the directive can be sent again.
   */
  private Uni<Void> sealsNow(LinkRef link) {
    return sealer.seal(SecretText.random(), SealBinding.ofLink(link)).replaceWithVoid();
  }

  private Uni<AcceptGrantOutcome> settle(Request request, LinkRef link, UpstreamAnswer answer) {
    return switch (answer) {
      case UpstreamAnswer.Granted(UpstreamTokens tokens) ->
          tokens
              .complete()
              .map(set -> keep(request, new Exchanged(link, set, dueAt(request, tokens))))
              .orElseGet(() -> failed(request, Optional.of(link), Why.NO_REFRESH_TOKEN));
      case UpstreamAnswer.HalfGranted _ ->
          failed(
              request, Optional.of(link), FailureException.unavailable(Dependency.UPSTREAM, null));
      case UpstreamAnswer.Refused _ -> refused(request, link);
    };
  }

  private static Instant dueAt(Request request, UpstreamTokens tokens) {
    return DueTime.pick(
        tokens.from(), tokens.access().expiresAt(), request.assistant().upstream().refreshAhead());
  }

  /**
   * If the same directive arrives twice at once, the later exchange is refused, although the grant
   * is accepted.
   */
  private Uni<AcceptGrantOutcome> refused(Request request, LinkRef link) {
    return grantees
        .find(request.directive(), request.assistant().id())
        .chain(
            found ->
                found.filter(Grantee::accepted).isPresent()
                    ? accepted()
                    : failed(request, Optional.of(link), Why.REFUSED_BY_ASSISTANT));
  }

  private Uni<AcceptGrantOutcome> keep(Request request, Exchanged exchanged) {
    return SealedTokens.seal(sealer, exchanged.link(), exchanged.tokens())
        .map(
            ciphertext ->
                new UpstreamGrant(
                    exchanged.link(),
                    ciphertext,
                    exchanged.tokens().access().expiresAt(),
                    exchanged.dueAt(),
                    request.region(),
                    request.assistant().upstream().events().byRegion().get(request.region()),
                    request.directive().code().hash()))
        .chain(grant -> grants.store(grant, request.actor()))
        .onFailure()
        .invoke(_ -> logUnused(exchanged.link()))
        .chain(stored -> stored ? accepted() : ended(request, exchanged.link()));
  }

  private Uni<AcceptGrantOutcome> ended(Request request, LinkRef link) {
    logUnused(link);
    return failed(request, Optional.of(link), Why.LINK_ENDED);
  }

  private static void logUnused(LinkRef link) {
    LOG.errorf(
        "The tokens of link %s were granted but not stored: %s keeps a grant that nobody uses",
        link.link(), link.assistant());
  }

  private static Uni<AcceptGrantOutcome> accepted() {
    return Uni.createFrom().item(new AcceptGrantOutcome.Accepted());
  }

  private Uni<AcceptGrantOutcome> failed(
      Request request, Optional<LinkRef> link, Throwable thrown) {
    Optional<Failure> failure = Outages.classify(thrown);
    if (failure.isPresent() && failure.get() instanceof Failure.Unavailable away) {
      LOG.warnf(
          "AcceptGrant failed: %s is unavailable (%s)",
          away.dependency().label(), thrown.getClass().getSimpleName());
      return failed(
          request, link, new AcceptGrantOutcome.Failed(Why.OUTAGE, Optional.of(away.retryAfter())));
    }
    if (failure.isPresent() && failure.get() instanceof Failure.OtherCell other) {
      LOG.warnf("AcceptGrant is for another cell, %s", other.cell());
      return failed(
          request,
          link,
          new AcceptGrantOutcome.Failed(Why.OUTAGE, Optional.of(other.retryAfter())));
    }
    LOG.error("AcceptGrant failed unexpectedly", thrown);
    return failed(request, link, Why.UNEXPECTED);
  }

  private Uni<AcceptGrantOutcome> failed(Request request, Optional<LinkRef> link, Why why) {
    return failed(request, link, AcceptGrantOutcome.Failed.of(why));
  }

  /**
   * No token is handed out here, so a failure to write the audit record does not change the answer.
   */
  private Uni<AcceptGrantOutcome> failed(
      Request request, Optional<LinkRef> link, AcceptGrantOutcome.Failed outcome) {
    return audit
        .record(new AuditEvent.UpstreamGrantFailed(request.actor(), link, outcome.why().message()))
        .onFailure()
        .invoke(thrown -> LOG.error("A failed AcceptGrant could not be recorded", thrown))
        .onFailure()
        .recoverWithNull()
        .replaceWith(outcome);
  }
}
