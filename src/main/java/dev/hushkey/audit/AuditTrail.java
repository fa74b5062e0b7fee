package dev.hushkey.audit;

import dev.hushkey.wire.RequestCorrelation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.MDC;

/** The record. An event is either in the transaction of the change that it tells of, or alone. */
@ApplicationScoped
public class AuditTrail {

  private final Mutiny.SessionFactory sessions;

  @Inject
  AuditTrail(Mutiny.SessionFactory sessions) {
    this.sessions = sessions;
  }

  /** Records within the caller's transaction: both are kept, or neither. */
  public Uni<Void> record(Mutiny.Session session, AuditEvent event) {
    AuditEventRow row = AuditRows.of(event);
    row.correlationId = (String) MDC.get(RequestCorrelation.KEY);
    return session.persist(row);
  }

  /** Records in a transaction of its own; done when it is committed. */
  public Uni<Void> record(AuditEvent event) {
    return sessions.withTransaction(session -> record(session, event));
  }
}
