package dev.hushkey.oauth.token;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * A refresh token was used again after its successor had been: two parties hold tokens of one link,
 * and we cannot tell which of them is the thief (RFC 9700 §4.14.2). Ends that link only, and raises
 * an alarm.
 */
@ApplicationScoped
class RefreshTokenReuse {

  static final String REASON = "refresh-token-reused";

  private final Mutiny.SessionFactory sessions;
  private final Links links;
  private final AuditTrail audit;
  private final MeterRegistry meters;

  @Inject
  RefreshTokenReuse(
      Mutiny.SessionFactory sessions, Links links, AuditTrail audit, MeterRegistry meters) {
    this.sessions = sessions;
    this.links = links;
    this.audit = audit;
    this.meters = meters;
  }

  /** Ends the link; of concurrent requests that detect the reuse, only one raises the alarm. */
  Uni<Void> endLink(LinkRef link) {
    return sessions
        .withTransaction(session -> endLink(session, link))
        .invoke(ended -> alarm(link, ended))
        .replaceWithVoid();
  }

  private Uni<Boolean> endLink(Mutiny.Session session, LinkRef link) {
    return links
        .end(session, link, Ending.by(Actor.assistant(link.assistant()), REASON))
        .call(
            ended ->
                ended
                    ? audit.record(session, new AuditEvent.RefreshTokenReused(link))
                    : Uni.createFrom().voidItem());
  }

  private void alarm(LinkRef link, boolean ended) {
    if (ended) {
      Log.errorf(
          "ALARM: a refresh token of link %s with %s was used after its successor: it has probably"
              + " been stolen. The link has ended, and its user has to link again. If this happens"
              + " often, suspect that the assistant's client secret has leaked, and replace it",
          link.link(), link.assistant());
      meters.counter("hushkey.refresh.reuse", "assistant", link.assistant().value()).increment();
    }
  }
}
