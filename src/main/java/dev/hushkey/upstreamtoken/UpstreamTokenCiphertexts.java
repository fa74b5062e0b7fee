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
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/** The tokens that one assistant issued to us, one ciphertext for each link. */
public record UpstreamTokenCiphertexts(AssistantId assistant) implements CiphertextStore {

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /**
   * Links looked at in one statement. More would be quicker when few ciphertexts are old, and
   * slower right after a rotation, when all are and each statement can return only some.
   */
  private static final int AT_ONCE = 2_000;

  /**
   * Tokens ended by a cut-off are left to the sweep, which erases them. The cut-offs are looked up
   * for old ciphertexts alone, which are few but for the first pass after a rotation.
   */
  private static final String NEXT =
      """
      with looked as materialized (
        select l.id, l.assistant, l.user_id, l.authorized_at
          from link l
         where l.assistant = $1 and nullif(l.state, 'REVOKED') is not null and l.id > $2
         order by l.id
         limit $5),
      old as materialized (
        select k.*, u.sealed
          from looked k join upstream_token u on u.link_id = k.id
         where u.sealed is not null
           and coalesce(substring(left(u.sealed, 24) from '^vault:v([0-9]+):')::numeric, 0) < $3)
      select seen.until, o.id, o.user_id, o.sealed
        from (select id as until from looked order by id desc limit 1) seen
        left join lateral (
          select id, user_id, sealed
            from (select * from old order by id offset 0) in_order
           where authorized_at > latest_cut_off(assistant, user_id, id, null)
           limit $4) o on true
       order by o.id
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
       where l.assistant = $1 and nullif(l.state, 'REVOKED') is not null and u.sealed is not null
       group by 1
      """;

  @Override
  public String transitKey() {
    return "hushkey-" + assistant;
  }

  @Override
  public Uni<Look> next(Pool pool, String after, int version, int most) {
    UUID from = after.isEmpty() ? BEFORE_ALL : UUID.fromString(after);
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(assistant.value(), from, version, most, AT_ONCE))
        .map(rows -> rows.stream().toList())
        .map(rows -> look(rows, most));
  }

  private Look look(List<Row> rows, int most) {
    List<StoredCiphertext> found =
        rows.stream().filter(row -> row.getUUID("id") != null).map(this::stored).toList();
    Optional<String> until = rows.stream().findFirst().map(row -> row.getUUID("until").toString());
    // a full answer may have left out more of the same rows
    return new Look(found, found.size() == most ? Look.lastOf(found) : until);
  }

  private StoredCiphertext stored(Row row) {
    LinkId link = new LinkId(row.getUUID("id"));
    LinkRef ref = new LinkRef(assistant, link, new UserId(row.getString("user_id")));
    return new StoredCiphertext(
        link.toString(), SealBinding.ofLink(ref), new SealedText(row.getString("sealed")));
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
