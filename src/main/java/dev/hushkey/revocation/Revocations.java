package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.Extent;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.ScopeSql;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Ends sets of links. A revocation is in force when the returned Uni completes, whatever the size
 * of the set.
 */
@ApplicationScoped
public class Revocations {

  private static final String SHOW =
      """
      select id, scope, reason, actor, cut_off_at, swept_links, erased_at, end_sessions,
             ended_sessions, finished_at, failure,
             (select count(*) from log_out
               where revocation_id = id and given_up_at is null) as left_to_log_out
        from revocation where id = $1
      """;

  private static final int MEMBERS_PER_STATEMENT = 2000;

  private static final String COUNT_OF_USERS =
      """
      select count(*), l.user_id
        from current_link l
       where l.state <> 'REVOKED' and l.user_id = any ($1::text[])
         and ($2::text is null or l.assistant = $2)
       group by l.user_id
      """;

  private static final String COUNT_OF_LINKS =
      """
      select count(*), l.user_id
        from current_link l
       where l.state <> 'REVOKED' and l.id = any (cast($1::text[] as uuid[]))
         and $2::text is null
       group by l.user_id
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final CutOffs cutOffs;
  private final AuditTrail audit;
  private final Sweep sweep;
  private final LogOuts logOuts;

  @Inject
  Revocations(
      Mutiny.SessionFactory sessions,
      Pool pool,
      CutOffs cutOffs,
      AuditTrail audit,
      Sweep sweep,
      LogOuts logOuts) {
    this.sessions = sessions;
    this.pool = pool;
    this.cutOffs = cutOffs;
    this.audit = audit;
    this.sweep = sweep;
    this.logOuts = logOuts;
  }

  /** Counts what a revocation would end, and ends nothing. */
  public Uni<Extent> count(RevocationScope scope, Actor actor) {
    ScopeSql sql = ScopeSql.of(scope);
    String statement =
        scope instanceof RevocationScope.OfDevice
            ? """
              select count(distinct l.id), count(distinct l.user_id)
                from current_device_grant g join current_link l on l.id = g.link_id
               where g.live and l.state <> 'REVOKED' and\s"""
                + sql.condition()
            : """
              select count(*), count(distinct l.user_id)
                from current_link l
               where l.state <> 'REVOKED' and\s"""
                + sql.condition();
    return pool.preparedQuery(statement)
        .execute(Tuple.from(sql.values()))
        .map(rows -> rows.iterator().next())
        .map(row -> new Extent(row.getLong(0), row.getLong(1)))
        .call(
            () ->
                audit.record(
                    new AuditEvent.RevocationCounted(actor, scope.key(), scope.subject())));
  }

  /** The same for what an admin selects. */
  public Uni<Extent> count(Selection selection, Actor actor) {
    return switch (selection) {
      case Selection.Rule rule -> count(rule.scope(), actor);
      case Selection.OfUsers list ->
          countList(
              COUNT_OF_USERS,
              list.users().stream().map(UserId::value).toList(),
              list.assistant().map(AssistantId::value).orElse(null),
              RevocationScope.ListOf.USERS,
              actor);
      case Selection.OfLinks list ->
          countList(
              COUNT_OF_LINKS,
              list.links().stream().map(LinkId::toString).toList(),
              null,
              RevocationScope.ListOf.LINKS,
              actor);
    };
  }

  /** In parts that stay far from the time limit of one statement; no link is in two of them. */
  private Uni<Extent> countList(
      String statement,
      List<String> members,
      String assistant,
      RevocationScope.ListOf of,
      Actor actor) {
    return Multi.createFrom()
        .iterable(members)
        .group()
        .intoLists()
        .of(MEMBERS_PER_STATEMENT)
        .onItem()
        .transformToUniAndConcatenate(
            some ->
                pool.preparedQuery(statement)
                    .execute(Tuple.of(some.toArray(String[]::new), assistant)))
        .collect()
        .in(
            ListCount::new,
            (count, rows) -> rows.forEach(row -> count.add(row.getLong(0), row.getString(1))))
        .map(ListCount::extent)
        .call(
            () ->
                audit.record(
                    new AuditEvent.RevocationCounted(actor, of.word(), AuditEvent.Subject.ANY)));
  }

  /** Links of one user may be in two parts. */
  private static final class ListCount {
    private final Set<String> users = new HashSet<>();
    private long links;

    void add(long more, String user) {
      links += more;
      users.add(user);
    }

    Extent extent() {
      return new Extent(links, users.size());
    }
  }

  /**
   * Ends everything in the scope: it writes one row, so it takes the same time for one link and for
   * millions. The rows themselves are cleaned up in the background.
   */
  public Uni<Revocation> revoke(
      RevocationScope scope, String reason, Actor actor, boolean endSessions) {
    Revocation.Order order =
        new Revocation.Order(RevocationId.random(), scope, reason, actor.value(), endSessions);
    return revoke(order, actor, session -> cutOffs.cutOff(session, order));
  }

  /**
   * The same for what an admin selects. A list is a row for each member, and one moment for all.
   */
  public Uni<Revocation> revoke(
      Selection selection, String reason, Actor actor, boolean endSessions) {
    if (selection instanceof Selection.Rule rule) {
      return revoke(rule.scope(), reason, actor, endSessions);
    }
    RevocationId id = RevocationId.random();
    Revocation.Order order =
        new Revocation.Order(id, selection.scope(id), reason, actor.value(), endSessions);
    return revokeAll(order, actor, selection.cutOffs());
  }

  /** Ends these scopes, each once, as one revocation. */
  Uni<Revocation> revokeAll(Revocation.Order order, Actor actor, List<RevocationScope> scopes) {
    return revoke(order, actor, session -> cutOffs.cutOffAll(session, order, scopes))
        .invoke(() -> cutOffs.added(scopes.size()));
  }

  private Uni<Revocation> revoke(
      Revocation.Order order, Actor actor, Function<Mutiny.Session, Uni<Instant>> cutOff) {
    AuditEvent event =
        new AuditEvent.Revoked(
            actor, order.id(), order.scope().key(), order.scope().subject(), order.reason());
    return sessions
        .withTransaction(session -> cutOff.apply(session).call(() -> audit.record(session, event)))
        .map(cutOffAt -> new Revocation(order, cutOffAt, Revocation.Progress.NONE))
        .invoke(() -> sweep.startSoon());
  }

  /**
   * The revocation and the progress of its sweep.
   *
   * @return fails with {@link Failure.NotFound}
   */
  public Uni<Revocation> require(RevocationId id) {
    return logOuts
        .givenUp(id)
        .chain(
            refused ->
                pool.preparedQuery(SHOW)
                    .execute(Tuple.of(id.value()))
                    .map(rows -> Rows.first(rows, row -> revocation(row, refused))))
        .map(
            found ->
                found.orElseThrow(() -> new FailureException(new Failure.NotFound("revocation"))));
  }

  private static Revocation revocation(Row row, List<Revocation.NotLoggedOut> refused) {
    return new Revocation(
        new Revocation.Order(
            new RevocationId(row.getUUID("id")),
            RevocationScope.fromKey(row.getString("scope")),
            row.getString("reason"),
            row.getString("actor"),
            row.getBoolean("end_sessions")),
        Rows.instant(row, "cut_off_at"),
        new Revocation.Progress(
            row.getLong("swept_links"),
            Rows.findInstant(row, "erased_at"),
            new Revocation.LogOuts(
                row.getLong("ended_sessions"), row.getLong("left_to_log_out"), refused),
            Rows.findInstant(row, "finished_at"),
            Optional.ofNullable(row.getString("failure"))));
  }
}
