package dev.hushkey.expiry;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Collectors;

/** Deletes expired rows in chunks, each in its own transaction, until none is left. */
@ApplicationScoped
public class ExpiredRows {

  /** Rows per transaction: small enough that no other statement waits long. */
  public static final int CHUNK = 1000;

  private final Pool database;

  @Inject
  ExpiredRows(Pool database) {
    this.database = database;
  }

  /**
   * Runs the statement until it deletes less than a whole chunk.
   *
   * @param what the rows, in plural, for the log
   * @param statement deletes at most {@code $1} rows and skips locked ones, so that all replicas
   *     may run it at once. It compares with {@code statement_timestamp()}: no index is used for
   *     {@code clock_timestamp()}, which is another one for each row
   */
  public Uni<Void> delete(String what, String statement) {
    return Multi.createBy()
        .repeating()
        .uni(() -> deleteChunk(statement))
        .whilst(deleted -> deleted == CHUNK)
        .collect()
        .with(Collectors.summingInt(Integer::intValue))
        .invoke(deleted -> Log.debugf("Deleted %d expired %s", deleted, what))
        .replaceWithVoid();
  }

  private Uni<Integer> deleteChunk(String statement) {
    return database.preparedQuery(statement).execute(Tuple.of(CHUNK)).map(SqlResult::rowCount);
  }
}
