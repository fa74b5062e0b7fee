package dev.hushkey.revocation;

import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.sql.Rows;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Cleans up what a cut-off has already ended: marks the rows, erases sealed tokens, ends sessions.
 * Works in chunks, each in one transaction; any replica may continue where another stopped.
 */
@ApplicationScoped
public class Sweep {

  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final String WAKE_UP = "hushkey.sweep";

  /** Small enough not to hold row locks for long, large enough that round trips do not dominate. */
  private static final int CHUNK = 1000;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final EventBus bus;
  private final Links links;
  private final KeycloakSessions keycloak;

  @Inject
  Sweep(
      Mutiny.SessionFactory sessions,
      Pool pool,
      EventBus bus,
      Links links,
      KeycloakSessions keycloak) {
    this.sessions = sessions;
    this.pool = pool;
    this.bus = bus;
    this.links = links;
    this.keycloak = keycloak;
  }

  /** Wakes the sweep of this replica; a missed wake-up does no damage. */
  void startSoon() {
    bus.send(WAKE_UP, "");
  }

  @ConsumeEvent(WAKE_UP)
  Uni<Void> wakeUp(String ignored) {
    return sweepAll();
  }

  /** Continues what a stopped replica or an outage left unfinished. */
  Uni<Void> sweepAll() {
    return pool.query(
            "select id, scope, cut_off_at, end_sessions from revocation"
                + " where finished_at is null order by cut_off_at")
        .execute()
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(row -> sweep(Task.of(row)))
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warnf("The sweep stopped and goes on later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  /** The remaining work of one revocation. */
  private record Task(
      RevocationId id, RevocationScope scope, Instant cutOffAt, boolean endSessions) {
    static Task of(Row row) {
      return new Task(
          new RevocationId(row.getUUID("id")),
          RevocationScope.fromKey(row.getString("scope")),
          Rows.instant(row, "cut_off_at"),
          row.getBoolean("end_sessions"));
    }
  }

  /** One living link that the cut-off has ended. */
  private record Ended(LinkId link, UserId user) {}

  private Uni<Void> sweep(Task task) {
    return Uni.createFrom()
        .deferred(() -> sweepChunk(task))
        .repeat()
        .whilst(swept -> swept == CHUNK)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Ends sessions first: if Keycloak is unavailable, the chunk is left for the next run. */
  private Uni<Integer> sweepChunk(Task task) {
    return nextChunk(task)
        .call(chunk -> endSessions(task, chunk))
        .call(chunk -> putAway(task, chunk))
        .map(List::size);
  }

  private Uni<List<Ended>> nextChunk(Task task) {
    ScopeSql sql = ScopeSql.of(task.scope());
    List<Object> values = new ArrayList<>(sql.values());
    values.add(task.cutOffAt().atOffset(ZoneOffset.UTC));
    String cutOff = "$" + values.size();
    String statement =
        task.scope() instanceof RevocationScope.OfDevice
            ? "select l.id, l.user_id from device_grant g join link l on l.id = g.link_id where "
                + sql.condition()
                + " and g.ended_at is null and g.granted_at <= "
                + cutOff
            : "select l.id, l.user_id from link l where "
                + sql.condition()
                + " and l.state <> 'REVOKED' and l.authorized_at <= "
                + cutOff;
    return pool.preparedQuery(statement + " order by l.id limit " + CHUNK)
        .execute(Tuple.from(values))
        .map(Sweep::read);
  }

  private static List<Ended> read(RowSet<Row> rows) {
    List<Ended> chunk = new ArrayList<>();
    rows.forEach(
        row -> chunk.add(new Ended(new LinkId(row.getUUID(0)), new UserId(row.getString(1)))));
    return chunk;
  }

  private Uni<Void> endSessions(Task task, List<Ended> chunk) {
    if (!task.endSessions()) {
      return Uni.createFrom().voidItem();
    }
    List<UserId> users = chunk.stream().map(Ended::user).distinct().toList();
    return Multi.createFrom()
        .iterable(users)
        .onItem()
        .transformToUniAndConcatenate(keycloak::endSessionsOf)
        .collect()
        .last()
        .chain(
            () ->
                pool.preparedQuery(
                        "update revocation set ended_sessions = ended_sessions + $2 where id = $1")
                    .execute(Tuple.of(task.id().value(), users.size())))
        .replaceWithVoid();
  }

  private Uni<Void> putAway(Task task, List<Ended> chunk) {
    List<LinkId> ids = chunk.stream().map(Ended::link).toList();
    return sessions.withTransaction(
        session ->
            end(session, task, ids)
                .chain(swept -> progress(session, task, swept, chunk.size() < CHUNK)));
  }

  private Uni<Integer> end(Mutiny.Session session, Task task, List<LinkId> ids) {
    return task.scope() instanceof RevocationScope.OfDevice scope
        ? links.endDevice(session, ids, scope.device(), Ending.of(task.id()))
        : links.endMany(session, ids, Ending.of(task.id()));
  }

  private static Uni<Void> progress(
      Mutiny.Session session, Task task, int swept, boolean finished) {
    return session
        .createNativeQuery(
            """
            update revocation
               set swept_links = swept_links + :swept,
                   finished_at = case when :finished then clock_timestamp() end
             where id = :id and finished_at is null
            """)
        .setParameter("swept", swept)
        .setParameter("finished", finished)
        .setParameter("id", task.id().value())
        .executeUpdate()
        .replaceWithVoid();
  }
}
