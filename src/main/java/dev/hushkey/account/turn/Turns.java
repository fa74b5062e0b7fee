package dev.hushkey.account.turn;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Who waits for a log-in and who may begin one, for all replicas together: the rows of {@code
 * log_in_turn} are the queue, and the one row of {@code log_in_pace} is the clock of the rate. A
 * replica that dies leaves nothing to clean up.
 */
@ApplicationScoped
class Turns {

  /** Who has not looked for so long is passed over; twice as long as a browser takes at most. */
  static final Duration ABSENT = Duration.ofSeconds(90);

  /** How long a turn that has come is good for. */
  static final Duration GOOD = Duration.ofMinutes(2);

  /** How often: a page that did not load, a button "back". More would be several people. */
  static final int LOG_INS = 3;

  /** For whoever was away for a moment. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final String WAITS =
      "admitted_at is null and expires_at > statement_timestamp()"
          + " and seen_at > statement_timestamp() - interval '"
          + ABSENT.toSeconds()
          + " seconds'";

  private static final String GOOD_NOW =
      "begun < "
          + LOG_INS
          + " and admitted_at > clock_timestamp() - interval '"
          + GOOD.toSeconds()
          + " seconds'";

  private static final String LOOK =
      "select clock_timestamp() as now, p.used_until,"
          + " (select count(*) from log_in_turn where "
          + WAITS
          + ") as ahead from log_in_pace p";

  private static final String SEE =
      """
      with me as (
        update log_in_turn set seen_at = clock_timestamp() where ticket_hash = $1
        returning place, admitted_at, begun, expires_at)
      select clock_timestamp() as now, p.used_until, m.admitted_at is not null as admitted,
             m.expires_at <= clock_timestamp() as over, coalesce(%s, false) as good,
             (select count(*) from log_in_turn where %s and place < m.place) as ahead
        from log_in_pace p cross join me m
      """
          .formatted(GOOD_NOW, WAITS);

  private static final String BEGIN =
      "update log_in_turn set begun = begun + 1 where ticket_hash = $1 and " + GOOD_NOW;

  private static final String JOIN =
      """
      insert into log_in_turn (ticket_hash, seen_at, expires_at)
      values ($1, clock_timestamp(), clock_timestamp() + $2::bigint * interval '1 second')
      """;

  private static final String LEAVE = "delete from log_in_turn where ticket_hash = $1";

  private static final String LOCK = "select used_until from log_in_pace for update";

  private static final String AHEAD_OF =
      """
      select clock_timestamp() as now, p.used_until, m.admitted_at is not null as admitted,
             (select count(*) from log_in_turn where %s and place < m.place) as ahead
        from log_in_pace p cross join log_in_turn m where m.ticket_hash = $1
      """
          .formatted(WAITS);

  private static final String ADMIT =
      "update log_in_turn set admitted_at = clock_timestamp() where ticket_hash = $1";

  private static final String USE = "update log_in_pace set used_until = $1";

  private static final String COUNT = "select count(*) from log_in_turn where " + WAITS;

  private final Pool pool;
  private final LogInPace pace;

  @Inject
  Turns(Pool pool, LogInSettings settings) {
    this(pool, LogInPace.of(settings));
  }

  Turns(Pool pool, LogInPace pace) {
    this.pool = pool;
    this.pace = pace;
  }

  LogInPace pace() {
    return pace;
  }

  /** What the decision rests on. */
  private record Facts(Instant now, Instant usedUntil, long ahead) {

    static Facts of(Row row) {
      return new Facts(
          Rows.instant(row, "now"), Rows.instant(row, "used_until"), row.getLong("ahead"));
    }

    Optional<Instant> begin(LogInPace pace) {
      return pace.begin(now, usedUntil, ahead);
    }
  }

  /**
   * Whether a log-in may begin now: it is this ticket's turn, or nobody waits and the rate has
   * room. Counts it if so.
   */
  Uni<Boolean> begin(Optional<SecretText> ticket) {
    return ticket
        .map(
            held ->
                pool.preparedQuery(BEGIN)
                    .execute(Tuple.of(hash(held)))
                    .chain(
                        begun ->
                            begun.rowCount() == 1
                                ? Uni.createFrom().item(true)
                                : beginWithoutTurn()))
        .orElseGet(this::beginWithoutTurn);
  }

  /** In a rush, this look is all that most cost; only those with a chance wait for the lock. */
  private Uni<Boolean> beginWithoutTurn() {
    return facts(pool, LOOK, Tuple.tuple())
        .chain(
            seen ->
                seen.begin(pace).isEmpty()
                    ? Uni.createFrom().item(false)
                    : pool.withTransaction(this::beginUnderLock));
  }

  private Uni<Boolean> beginUnderLock(SqlConnection connection) {
    return connection
        .query(LOCK)
        .execute()
        .chain(() -> facts(connection, LOOK, Tuple.tuple()))
        .chain(seen -> use(connection, seen));
  }

  private Uni<Boolean> use(SqlConnection connection, Facts seen) {
    return seen.begin(pace)
        .map(
            until ->
                connection
                    .preparedQuery(USE)
                    .execute(Tuple.of(until.atOffset(ZoneOffset.UTC)))
                    .replaceWith(true))
        .orElseGet(() -> Uni.createFrom().item(false));
  }

  /** How it stands with a browser's turn; one without a ticket, or with a spent one, joins. */
  Uni<Turn> look(Optional<SecretText> ticket) {
    return ticket
        .map(
            held ->
                pool.preparedQuery(SEE)
                    .execute(Tuple.of(hash(held)))
                    .chain(rows -> stand(held, rows)))
        .orElseGet(this::join);
  }

  private Uni<Turn> stand(SecretText ticket, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return join();
    }
    Row row = rows.iterator().next();
    if (row.getBoolean("good")) {
      return Uni.createFrom().item(new Turn.Come(ticket));
    }
    if (row.getBoolean("admitted")) {
      return join();
    }
    return row.getBoolean("over") ? giveUp(ticket) : turnOf(ticket, Facts.of(row));
  }

  /** The next look starts over. */
  private Uni<Turn> giveUp(SecretText ticket) {
    return pool.preparedQuery(LEAVE)
        .execute(Tuple.of(hash(ticket)))
        .replaceWith(new Turn.Overdue());
  }

  private Uni<Turn> turnOf(SecretText ticket, Facts seen) {
    Turn waiting = new Turn.Waiting(ticket, pace.waitBehind(seen.ahead()));
    return seen.begin(pace).isEmpty()
        ? Uni.createFrom().item(waiting)
        : pool.withTransaction(connection -> admit(connection, ticket))
            .map(admitted -> admitted ? new Turn.Come(ticket) : waiting);
  }

  /** The same once more under the lock; a second window may have been quicker. */
  private Uni<Boolean> admit(SqlConnection connection, SecretText ticket) {
    return connection
        .query(LOCK)
        .execute()
        .chain(() -> connection.preparedQuery(AHEAD_OF).execute(Tuple.of(hash(ticket))))
        .chain(rows -> admit(connection, ticket, rows.iterator().next()));
  }

  private Uni<Boolean> admit(SqlConnection connection, SecretText ticket, Row row) {
    if (row.getBoolean("admitted")) {
      return Uni.createFrom().item(true);
    }
    return use(connection, Facts.of(row))
        .call(
            admitted ->
                admitted
                    ? connection.preparedQuery(ADMIT).execute(Tuple.of(hash(ticket)))
                    : Uni.createFrom().nullItem());
  }

  private Uni<Turn> join() {
    return facts(pool, LOOK, Tuple.tuple())
        .chain(
            seen ->
                pace.isFull(seen.ahead())
                    ? Uni.createFrom().item(new Turn.Full())
                    : join(SecretText.random(), seen));
  }

  private Uni<Turn> join(SecretText ticket, Facts seen) {
    long seconds = pace.longestWait().plus(GRACE).toSeconds();
    return pool.preparedQuery(JOIN)
        .execute(Tuple.of(hash(ticket), seconds))
        .chain(() -> turnOf(ticket, seen));
  }

  /** How many wait. */
  Uni<Long> waiting() {
    return pool.query(COUNT).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  private static Uni<Facts> facts(SqlClient client, String statement, Tuple values) {
    return client
        .preparedQuery(statement)
        .execute(values)
        .map(rows -> Facts.of(rows.iterator().next()));
  }

  private static Buffer hash(SecretText ticket) {
    return Buffer.buffer(TokenHash.of(ticket).toBytes());
  }
}
