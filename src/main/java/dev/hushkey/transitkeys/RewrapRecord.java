package dev.hushkey.transitkeys;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
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
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(own, true);
              own.runOnContext(
                  _ -> audit.record(event).subscribe().with(emitter::complete, emitter::fail));
            });
  }
}
