package dev.hushkey.seal;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the ciphertexts of one Transit key are stored. The room that owns the table implements it,
 * so that a rewrap does not write another room's table.
 */
public interface CiphertextStore {

  /** The name of the key. */
  String transitKey();

  /** The next ciphertexts of older versions than this, in the order of their positions. */
  Uni<List<StoredCiphertext>> next(Pool pool, String after, int version, int most);

  /**
   * Replaces old ciphertexts with new ones, but only if the stored one is unchanged. Never waits
   * for a locked row: its holder is about to change it.
   *
   * @return how many were replaced
   */
  Uni<Integer> replace(SqlConnection connection, List<StoredCiphertext.Moved> moved);

  /** The number of living ciphertexts of each version. */
  Uni<SortedMap<Integer, Long>> count(Pool pool);

  /** Reads rows of a version and a count. */
  static SortedMap<Integer, Long> counts(RowSet<Row> rows) {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    rows.forEach(row -> counts.put(row.getInteger(0), row.getLong(1)));
    return counts;
  }
}
