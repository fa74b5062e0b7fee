package dev.hushkey.seal;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the ciphertexts of one Transit key are stored. The room that owns the table implements it,
 * so that a rewrap does not write another room's table.
 */
public interface CiphertextStore {

  /** The name of the key. */
  String transitKey();

  /**
   * The next ciphertexts of older versions than this, in the order of their positions. Looks at a
   * bounded number of rows, since few or none may be old among millions.
   */
  Uni<Look> next(Pool pool, String after, int version, int most);

  /**
   * What was found in one look.
   *
   * @param until the position that the look came to; empty when nothing comes after it
   */
  record Look(List<StoredCiphertext> found, Optional<String> until) {

    /** Of these, when the look ended with the last of them. */
    public static Optional<String> lastOf(List<StoredCiphertext> found) {
      return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast().position());
    }
  }

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
