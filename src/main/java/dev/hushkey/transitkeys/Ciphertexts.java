package dev.hushkey.transitkeys;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What both shelves do with their statements. */
final class Ciphertexts {

  private Ciphertexts() {}

  static String[] old(List<StoredCiphertext.Moved> moved) {
    return moved.stream().map(each -> each.was().sealed().ciphertext()).toArray(String[]::new);
  }

  static String[] now(List<StoredCiphertext.Moved> moved) {
    return moved.stream().map(each -> each.now().ciphertext()).toArray(String[]::new);
  }

  static SortedMap<Integer, Long> counts(RowSet<Row> rows) {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    rows.forEach(row -> counts.put(row.getInteger(0), row.getLong(1)));
    return counts;
  }
}
