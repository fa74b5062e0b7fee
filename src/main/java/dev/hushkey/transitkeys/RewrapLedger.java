package dev.hushkey.transitkeys;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The table {@code rewrap}: what to move, and the progress. */
@ApplicationScoped
class RewrapLedger {

  /** Longer than a batch takes, short enough for another replica to continue soon. */
  private static final String LEASE = "clock_timestamp() + interval '30 seconds'";

  private static final String OPEN =
      """
      insert into rewrap (transit_key, target_version) values ($1, $2)
      on conflict (transit_key) do update
         set target_version = excluded.target_version, position = '', rewrapped = 0,
             skipped = 0, refused = 0, started_at = clock_timestamp(), finished_at = null
       where rewrap.target_version <> excluded.target_version
          or ($3 and rewrap.finished_at is not null)
      """;

  private static final String TAKE =
      "update rewrap set lease_until = "
          + LEASE
          + """

       where transit_key = $1 and finished_at is null
         and (lease_until is null or lease_until < clock_timestamp())
      returning target_version, position
      """;

  private static final String ADVANCE =
      "update rewrap set lease_until = "
          + LEASE
          + """
      , position = $3, rewrapped = rewrapped + $4, skipped = skipped + $5,
             refused = refused + $6
       where transit_key = $1 and target_version = $2 and finished_at is null
      """;

  private static final String END_PASS =
      """
      update rewrap
         set position = '', skipped = 0,
             lease_until = case when skipped > 0 then lease_until end,
             finished_at = case when skipped = 0 then clock_timestamp() end
       where transit_key = $1 and target_version = $2 and finished_at is null
      returning finished_at is not null as finished, rewrapped, refused
      """;

  private final Pool pool;

  @Inject
  RewrapLedger(Pool pool) {
    this.pool = pool;
  }

  /** The right to continue from this position. */
  record Turn(int target, String position) {}

  /** The result of a pass. */
  record Pass(boolean finished, long rewrapped, long refused) {}

  /**
   * Starts the entry of a version, if it is another one: a newer, or an older after Vault was lost
   * and its key made anew.
   *
   * @param again also if it is not new, but finished
   */
  Uni<Void> open(String key, int version, boolean again) {
    return pool.preparedQuery(OPEN).execute(Tuple.of(key, version, again)).replaceWithVoid();
  }

  /** Empty when there is nothing to do, or another replica does it. */
  Uni<Optional<Turn>> take(String key) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(key))
        .map(RewrapLedger::first)
        .map(row -> row.map(r -> new Turn(r.getInteger(0), r.getString(1))));
  }

  /** Runs in the transaction that moves the ciphertexts. */
  Uni<Boolean> advance(SqlConnection connection, String key, Turn turn, RewrapBatch.Counts counts) {
    return connection
        .preparedQuery(ADVANCE)
        .execute(
            Tuple.from(
                List.of(
                    key,
                    turn.target(),
                    counts.position(),
                    counts.rewrapped(),
                    counts.skipped(),
                    counts.refused())))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Nothing came after the last position: finished, unless something was skipped. */
  Uni<Optional<Pass>> endPass(String key, Turn turn) {
    return pool.preparedQuery(END_PASS)
        .execute(Tuple.of(key, turn.target()))
        .map(RewrapLedger::first)
        .map(row -> row.map(r -> new Pass(r.getBoolean(0), r.getLong(1), r.getLong(2))));
  }

  /** The entry of a key. */
  Uni<Optional<RewrapProgress>> find(String key) {
    return pool.preparedQuery("select * from rewrap where transit_key = $1")
        .execute(Tuple.of(key))
        .map(RewrapLedger::first)
        .map(row -> row.map(RewrapProgress::of));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.stream().findFirst();
  }
}
