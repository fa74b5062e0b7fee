package dev.hushkey.oauth.keys;

import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.StoredCiphertext;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.SortedMap;

/** The private halves of the keys that sign our own tokens, see the table {@code signing_key}. */
public record SigningKeyCiphertexts() implements CiphertextStore {

  private static final String NEXT =
      """
      select kid, purpose, sealed_private
        from signing_key
       where kid > $1 and sealed_private is not null
         and coalesce(substring(sealed_private from '^vault:v([0-9]+):')::numeric, 0) < $2
       order by kid
       limit $3
      """;

  private static final String REPLACE =
      """
      update signing_key k set sealed_private = d.now
        from unnest($1::text[], $2::text[], $3::text[]) as d (kid, was, now)
       where k.kid = d.kid and k.sealed_private = d.was
      """;

  private static final String COUNT =
      """
      select coalesce(substring(sealed_private from '^vault:v([0-9]+):'), '0')::int, count(*)
        from signing_key where sealed_private is not null group by 1
      """;

  @Override
  public String transitKey() {
    return "hushkey-signing";
  }

  @Override
  public Uni<Look> next(Pool pool, String after, int version, int most) {
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(after, version, most))
        .map(rows -> rows.stream().map(SigningKeyCiphertexts::stored).toList())
        .map(found -> new Look(found, Look.lastOf(found)));
  }

  private static StoredCiphertext stored(Row row) {
    String kid = row.getString(0);
    return new StoredCiphertext(
        kid,
        SigningKeyRow.binding(KeyPurpose.from(row.getString(1)), kid),
        new SealedText(row.getString(2)));
  }

  @Override
  public Uni<Integer> replace(SqlConnection connection, List<StoredCiphertext.Moved> moved) {
    String[] kids = moved.stream().map(each -> each.was().position()).toArray(String[]::new);
    return connection
        .preparedQuery(REPLACE)
        .execute(
            Tuple.of(kids, StoredCiphertext.Moved.old(moved), StoredCiphertext.Moved.now(moved)))
        .map(rows -> rows.rowCount());
  }

  @Override
  public Uni<SortedMap<Integer, Long>> count(Pool pool) {
    return pool.query(COUNT).execute().map(CiphertextStore::counts);
  }
}
