package dev.hushkey.revocation.relink;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.link.Ending;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts who has linked again since a revocation (ADR 67). Nothing is kept for it: links are never
 * deleted, and each says what ended it.
 */
@ApplicationScoped
public class Relinks {

  /** What the part of one statement is, so that it stays far from its time limit. */
  private static final int USERS_PER_STATEMENT = 10_000;

  private static final int LINKS_PER_STATEMENT = 100_000;

  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read read only";

  private static final String HOW_MANY =
      """
      select count(*) as links, clock_timestamp() as now
        from link where state_reason like 'revocation:%' and state_reason = $1
      """;

  /** Users of one remainder, so that nobody is in two parts. */
  private static final String ENDED_LINKS =
      """
      select assistant, count(*) as links, count(distinct user_id) as users
        from link
       where state_reason like 'revocation:%' and state_reason = $1
         and (hashtext(user_id) & 2147483647) % $2 = $3
       group by assistant
      """;

  /** Whoever has a new link has decided since; the latest decision of each user is one row. */
  private static final String NEXT_USERS =
      """
      select max(decided_at) as upto
        from (select decided_at from user_decision
               where decided_at > $1 order by decided_at limit $2) as next
      """;

  /**
   * Of each user and assistant, as many new links count as were ended: the first ones. Whether they
   * live on does not matter.
   */
  private static final String NEW_LINKS =
      """
      select d.assistant, width_bucket(extract(epoch from made.created_at - $2::timestamptz), array[%s]::numeric[]) as step,
             count(*) as links, count(*) filter (where made.n = 1) as users
        from user_decision d
       cross join lateral (
              select count(*) as links from link l
               where l.user_id = d.user_id and l.assistant = d.assistant and l.state_reason = $1
              offset 0) as ended
       cross join lateral (
              select l.created_at, row_number() over (order by l.created_at, l.id) as n from link l
               where ended.links > 0
                 and l.user_id = d.user_id and l.assistant = d.assistant and l.authorized_at > $2::timestamptz) as made
       where d.decided_at > $3 and d.decided_at <= $4 and made.n <= ended.links
       group by 1, 2
      """
          .formatted(RelinkFigures.stepsInSeconds());

  /** Where only grants of devices were ended, and their links live on. */
  private static final String ENDED_GRANTS =
      """
      select l.assistant, count(*) as links, count(distinct l.user_id) as users
        from device_grant g join link l on l.id = g.link_id
       where g.end_reason like 'device-revocation:%' and g.end_reason = $1
       group by l.assistant
      """;

  private static final String NEW_GRANTS =
      """
      with ended as (
        select l.user_id, l.assistant, g.device_id, count(*) as grants
          from device_grant g join link l on l.id = g.link_id
         where g.end_reason like 'device-revocation:%%' and g.end_reason = $1
         group by 1, 2, 3),
      made as (
        select e.user_id, e.assistant, e.grants, l.created_at,
               row_number() over (partition by e.user_id, e.assistant, e.device_id
                                  order by l.created_at, l.id) as n
          from ended e
          join link l on l.user_id = e.user_id and l.assistant = e.assistant
          join device_grant g on g.link_id = l.id and g.device_id = e.device_id
         where g.granted_at > $2::timestamptz),
      back as (
        select m.user_id, m.assistant, m.created_at,
               row_number() over (partition by m.user_id, m.assistant order by m.created_at) as nth
          from made m where m.n <= m.grants)
      select assistant, width_bucket(extract(epoch from created_at - $2::timestamptz), array[%s]::numeric[]) as step,
             count(*) as links, count(*) filter (where nth = 1) as users
        from back group by 1, 2
      """
          .formatted(RelinkFigures.stepsInSeconds());

  private final Pool pool;
  private final int usersPerStatement;
  private final int linksPerStatement;

  @Inject
  Relinks(Pool pool) {
    this(pool, USERS_PER_STATEMENT, LINKS_PER_STATEMENT);
  }

  Relinks(Pool pool, int usersPerStatement, int linksPerStatement) {
    this.pool = pool;
    this.usersPerStatement = usersPerStatement;
    this.linksPerStatement = linksPerStatement;
  }

  /** Counts them, all at one moment. */
  public Uni<RelinkFigures> of(RevocationId revocation, Instant cutOffAt) {
    return pool.withTransaction(
        connection ->
            connection
                .query(SNAPSHOT)
                .execute()
                .chain(() -> new Count(connection, revocation, cutOffAt).all()));
  }

  /** One count, in its transaction. */
  private final class Count {

    private final SqlConnection connection;
    private final Ending ending;
    private final OffsetDateTime cutOffAt;
    private final List<RelinkFigures.Ended> ended = new ArrayList<>();
    private final List<RelinkFigures.Back> back = new ArrayList<>();
    private Duration since = Duration.ZERO;

    Count(SqlConnection connection, RevocationId revocation, Instant cutOffAt) {
      this.connection = connection;
      this.ending = Ending.of(revocation);
      this.cutOffAt = cutOffAt.atOffset(ZoneOffset.UTC);
    }

    Uni<RelinkFigures> all() {
      return endedLinks()
          .chain(() -> ended.isEmpty() ? nothing() : newLinks(cutOffAt))
          .chain(this::endedGrants)
          .chain(grants -> grants == 0 ? nothing() : newGrants())
          .map(_ -> RelinkFigures.of(ended, back, since));
    }

    private Uni<Void> endedLinks() {
      return ask(HOW_MANY, Tuple.of(ending.reason()))
          .map(rows -> rows.iterator().next())
          .invoke(row -> since = Duration.between(cutOffAt.toInstant(), Rows.instant(row, "now")))
          .map(row -> 1 + (int) (row.getLong("links") / linksPerStatement))
          .chain(this::endedLinksInParts);
    }

    private Uni<Void> endedLinksInParts(int parts) {
      return Multi.createFrom()
          .range(0, parts)
          .onItem()
          .transformToUniAndConcatenate(
              part -> ask(ENDED_LINKS, Tuple.of(ending.reason(), parts, part)))
          .invoke(rows -> ended.addAll(Rows.all(rows, Relinks::ended)))
          .collect()
          .last()
          .replaceWithVoid();
    }

    private Uni<Integer> endedGrants() {
      return ask(ENDED_GRANTS, Tuple.of(ending.reasonOfGrant()))
          .invoke(rows -> ended.addAll(Rows.all(rows, Relinks::ended)))
          .map(RowSet::size);
    }

    /** Some users after the others, by the instant of their latest decision. */
    private Uni<Void> newLinks(OffsetDateTime after) {
      return ask(NEXT_USERS, Tuple.of(after, usersPerStatement))
          .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("upto")))
          .chain(upto -> upto.map(end -> newLinksUntil(after, end)).orElseGet(Relinks::nothing));
    }

    private Uni<Void> newLinksUntil(OffsetDateTime after, OffsetDateTime upto) {
      return ask(NEW_LINKS, Tuple.of(ending.reason(), cutOffAt, after, upto))
          .invoke(rows -> back.addAll(Rows.all(rows, Relinks::back)))
          .chain(() -> newLinks(upto));
    }

    private Uni<Void> newGrants() {
      return ask(NEW_GRANTS, Tuple.of(ending.reasonOfGrant(), cutOffAt))
          .invoke(rows -> back.addAll(Rows.all(rows, Relinks::back)))
          .replaceWithVoid();
    }

    private Uni<RowSet<Row>> ask(String statement, Tuple parameters) {
      return connection.preparedQuery(statement).execute(parameters);
    }
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private static RelinkFigures.Ended ended(Row row) {
    return new RelinkFigures.Ended(
        new AssistantId(row.getString("assistant")), row.getLong("links"), row.getLong("users"));
  }

  private static RelinkFigures.Back back(Row row) {
    return new RelinkFigures.Back(
        new AssistantId(row.getString("assistant")),
        row.getInteger("step"),
        row.getLong("links"),
        row.getLong("users"));
  }
}
