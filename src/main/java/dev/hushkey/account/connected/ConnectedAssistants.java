package dev.hushkey.account.connected;

import dev.hushkey.account.connection.Connections;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.UserDecisions;
import dev.hushkey.link.UserLinks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Shows, narrows and ends a user's own links. */
@ApplicationScoped
class ConnectedAssistants {

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final UserLinks ownLinks;
  private final Connections connections;
  private final AuditTrail audit;

  @Inject
  ConnectedAssistants(
      Mutiny.SessionFactory sessions,
      Pool pool,
      UserLinks ownLinks,
      Connections connections,
      AuditTrail audit) {
    this.sessions = sessions;
    this.pool = pool;
    this.ownLinks = ownLinks;
    this.connections = connections;
    this.audit = audit;
  }

  /** All living links of a user now, read by one statement. */
  Uni<List<ConnectedAssistant>> of(UserId user) {
    return pool.preparedQuery(ConnectedRows.STATEMENT)
        .execute(Tuple.of(user.value()))
        .map(rows -> ConnectedRows.read(rows, user));
  }

  /**
   * Revokes what is not kept, and with it every consent that is not a link yet.
   *
   * @return fails with {@link Failure.NotFound} when it is no living link of this user
   */
  Uni<Void> narrow(UserId user, LinkId link, Map<DeviceId, Set<Action>> kept) {
    return sessions.withTransaction(
        session ->
            ownLinks
                .decide(session, user, link, UserDecisions.Kind.NARROWED)
                .chain(
                    own ->
                        ownLinks
                            .narrow(session, own, kept)
                            .chain(changed -> recordNarrowed(session, own, changed))));
  }

  /** Ends a link with everything on it; see {@link Connections#end}. */
  Uni<Void> unlink(UserId user, LinkId link) {
    return connections.end(user, link);
  }

  private Uni<Void> recordNarrowed(
      Mutiny.Session session, LinkRef link, List<UserLinks.Narrowed> changed) {
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Map<DeviceId, Set<Action>> left =
        changed.stream()
            .collect(Collectors.toMap(UserLinks.Narrowed::device, UserLinks.Narrowed::actions));
    return audit.record(session, new AuditEvent.LinkNarrowed(Actor.user(link.user()), link, left));
  }
}
