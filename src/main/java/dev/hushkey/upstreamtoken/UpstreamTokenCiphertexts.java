package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.StoredCiphertext;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/** The tokens that one assistant issued to us, one ciphertext for each link. */
public record UpstreamTokenCiphertexts(AssistantId assistant) implements CiphertextStore {

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /** Tokens ended by a cut-off are left to the sweep, which erases them. */
  private static final String NEXT =
      """
      select l.id, l.user_id, u.sealed
        from link l join upstream_token u on u.link_id = l.id
       where l.assistant = $1 and l.state <> 'REVOKED' and l.id > $2
         and l.authorized_at > latest_cut_off(l.assistant, l.user_id, l.id, null)
         and u.sealed is not null
         and coalesce(substring(u.sealed from '^vault:v([0-9]+):')::numeric, 0) < $3
       order by l.id
       limit $4
      """;

  /**
   * Compares the ciphertext itself: each has its own random bytes, so an equal one is the one we
   * read. Version and lease stay untouched, so that a running refresh can store its result over
   * ours. The access token alone is of the old version, and dropped: the set has it, too.
   */
  private static final String REPLACE =
      """
      with held as (
        select u.link_id, d.was, d.now
          from upstream_token u
          join unnest($1::uuid[], $2::text[], $3::text[]) as d (link_id, was, now)
            on u.link_id = d.link_id and u.sealed = d.was
           for update of u skip locked)
      update upstream_token u set sealed = held.now, sealed_access = null
        from held
       where u.link_id = held.link_id and u.sealed = held.was
      """;

  private static final String COUNT =
      """
      select coalesce(substring(u.sealed from '^vault:v([0-9]+):'), '0')::int as version, count(*)
        from link l join upstream_token u on u.link_id = l.id
       where l.assistant = $1 and l.state <> 'REVOKED' and u.sealed is not null
       group by 1
      """;

  @Override
  public String transitKey() {
    return "hushkey-" + assistant;
  }

  @Override
  public Uni<List<StoredCiphertext>> next(Pool pool, String after, int version, int most) {
    UUID from = after.isEmpty() ? BEFORE_ALL : UUID.fromString(after);
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(assistant.value(), from, version, most))
        .map(rows -> rows.stream().map(this::stored).toList());
  }

  private StoredCiphertext stored(Row row) {
    LinkId link = new LinkId(row.getUUID(0));
    LinkRef ref = new LinkRef(assistant, link, new UserId(row.getString(1)));
    return new StoredCiphertext(
        link.toString(), SealBinding.ofLink(ref), new SealedText(row.getString(2)));
  }

  @Override
  public Uni<Integer> replace(SqlConnection connection, List<StoredCiphertext.Moved> moved) {
    UUID[] links =
        moved.stream().map(each -> UUID.fromString(each.was().position())).toArray(UUID[]::new);
    return connection
        .preparedQuery(REPLACE)
        .execute(
            Tuple.of(links, StoredCiphertext.Moved.old(moved), StoredCiphertext.Moved.now(moved)))
        .map(rows -> rows.rowCount());
  }

  @Override
  public Uni<SortedMap<Integer, Long>> count(Pool pool) {
    return pool.preparedQuery(COUNT)
        .execute(Tuple.of(assistant.value()))
        .map(CiphertextStore::counts);
  }
}
