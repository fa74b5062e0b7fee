package dev.hushkey.transitkeys;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.SortedMap;

/** Where the ciphertexts of one Transit key lie. */
sealed interface CiphertextStore permits LinkCiphertexts, SigningKeyCiphertexts {

  /** The name of the key. */
  String transitKey();

  /** The next ciphertexts of older versions than this, in the order of their positions. */
  Uni<List<StoredCiphertext>> next(Pool pool, String after, int version, int most);

  /**
   * Puts the new ciphertexts in the places of the old ones, where exactly these still stand. Never
   * waits for a row: who holds it is about to change it.
   *
   * @return how many were put
   */
  Uni<Integer> replace(SqlConnection connection, List<StoredCiphertext.Moved> moved);

  /** How many living ciphertexts there are of each version. */
  Uni<SortedMap<Integer, Long>> count(Pool pool);
}
