package dev.hushkey.account.connection;

import dev.hushkey.audit.Actor;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.LinkState;
import dev.hushkey.link.Links;
import dev.hushkey.link.UserDecisions;
import dev.hushkey.link.UserLinks;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lists a user's own links with one assistant, and ends one. */
@ApplicationScoped
public class Connections {

  /** The reason recorded for a link that its user ended on a page. */
  private static final String UNLINKED = "unlinked-by-user";

  /** The user is read from the row and not from the question. */
  private static final String STATEMENT =
      """
      select l.id as link_id, l.user_id, l.assistant, l.state, l.authorized_at, u.last_used_at,
             clock_timestamp() as now
        from current_link l
        join link_use u on u.link_id = l.id
       where l.user_id = $1 and l.assistant = $2 and l.state <> 'REVOKED'
       order by l.authorized_at, l.id
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final UserLinks ownLinks;
  private final Links links;

  @Inject
  Connections(Mutiny.SessionFactory sessions, Pool pool, UserLinks ownLinks, Links links) {
    this.sessions = sessions;
    this.pool = pool;
    this.ownLinks = ownLinks;
    this.links = links;
  }

  /** All living links of this user with this assistant, the oldest first. */
  public Uni<List<Connection>> of(UserId user, AssistantId assistant) {
    return pool.preparedQuery(STATEMENT)
        .execute(Tuple.of(user.value(), assistant.value()))
        .map(rows -> Rows.all(rows, row -> toConnection(row, user)));
  }

  private static Connection toConnection(Row row, UserId user) {
    LinkRef link = Rows.link(row);
    if (!link.user().equals(user)) {
      throw new IllegalStateException("asked for the links of one user, got another's");
    }
    return new Connection(
        link.link(),
        LinkState.valueOf(row.getString("state")),
        Rows.instant(row, "authorized_at"),
        LastUse.of(Rows.findInstant(row, "last_used_at"), Rows.instant(row, "now")));
  }

  /**
   * Ends a link with everything on it, as a revocation does, and with it every consent that is not
   * a link yet.
   *
   * @return fails with {@link Failure.NotFound} when it is no living link of this user
   */
  public Uni<Void> end(UserId user, LinkId link) {
    return sessions.withTransaction(
        session ->
            ownLinks
                .decide(session, user, link, UserDecisions.Kind.DISCONNECTED)
                .chain(own -> links.end(session, own, unlinked(user)))
                .invoke(Connections::requireEnded)
                .replaceWithVoid());
  }

  private static void requireEnded(boolean ended) {
    if (!ended) {
      throw new FailureException(new Failure.NotFound("link"));
    }
  }

  private static Ending unlinked(UserId user) {
    return Ending.by(Actor.user(user), UNLINKED);
  }
}
