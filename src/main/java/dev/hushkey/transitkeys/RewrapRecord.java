package dev.hushkey.transitkeys;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.sql.OwnContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Records a rewrap, on a Vert.x context of its own: a walk that has paused is on none, and
 * Hibernate Reactive needs one.
 */
@ApplicationScoped
class RewrapRecord {

  private final AuditTrail audit;
  private final Vertx vertx;

  @Inject
  RewrapRecord(AuditTrail audit, Vertx vertx) {
    this.audit = audit;
    this.vertx = vertx;
  }

  Uni<Void> finished(AuditEvent.KeyRewrapped event) {
    return OwnContext.run(vertx, () -> audit.record(event));
  }
}
