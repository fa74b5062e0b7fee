package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkId;
import dev.hushkey.seal.SealedText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Stores, replaces and erases the upstream tokens of links. Methods that take a session join the
 * caller's transaction.
 */
@ApplicationScoped
public class UpstreamTokenStore {

  /**
   * Stores only if the link is active now. The share lock makes this wait for a transaction that is
   * ending the link, and makes a later one wait for this and then erase what is stored here. The
   * new fence and version reject a running refresh of the previous set.
   */
  private static final String STORE =
      """
      insert into upstream_token as u
             (link_id, sealed, sealed_access, access_hash, refresh_hash, received_at,
              access_expires_at, region, event_endpoint, version,
              authorization_code_hash, due_at, due_with)
      select l.id, :sealed, :sealedAccess, nullif(:accessHash, cast('' as bytea)),
             nullif(:refreshHash, cast('' as bytea)), clock_timestamp(), :expiresAt, :region, :endpoint, 1, :code,
             :dueAt, l.assistant
        from current_link l
       where l.id = :link and l.user_id = :user and l.assistant = :assistant
         and l.state = 'ACTIVE'
         for share of l
          on conflict (link_id) do update
         set sealed = excluded.sealed,
             sealed_access = excluded.sealed_access,
             access_hash = excluded.access_hash,
             refresh_hash = excluded.refresh_hash,
             received_at = excluded.received_at,
             access_expires_at = excluded.access_expires_at,
             region = excluded.region,
             event_endpoint = excluded.event_endpoint,
             version = u.version + 1,
             lease_fence = u.lease_fence + 1,
             lease_until = null,
             paused_until = null,
             refused_at = null,
             reported_at = null,
             authorization_code_hash = excluded.authorization_code_hash,
             due_at = excluded.due_at,
             due_with = excluded.due_with
      """;

  /**
   * The version alone decides: whoever stores raises it, so nothing is ever overwritten. A holder
   * that has outlived its lease must get its set in, too: where refresh tokens rotate, it is the
   * only one that works. A link that was marked meanwhile is not refused for good, as this shows.
   *
   * <p>{@code sealed is not null} is checked in addition to the link's state: if the link ends
   * while this waits for the row, PostgreSQL re-reads the row, but not the link.
   */
  private static final String REPLACE =
      """
      update upstream_token
         set sealed = :sealed, sealed_access = :sealedAccess,
             access_hash = nullif(:accessHash, cast('' as bytea)),
             refresh_hash = nullif(:refreshHash, cast('' as bytea)),
             received_at = clock_timestamp(), access_expires_at = :expiresAt,
             version = version + 1, lease_until = null, paused_until = null,
             refreshed_at = clock_timestamp(), refused_at = null,
             due_at = :dueAt, due_with = :assistant
       where link_id = :link and version = :version
         and sealed is not null
         and exists (select 1 from current_link l where l.id = :link and l.state <> 'REVOKED')
      """;

  private static final String ERASE =
      """
      update upstream_token u
         set sealed = null, sealed_access = null, version = u.version + 1, lease_until = null,
             paused_until = null, refused_at = null, due_at = null
       where u.link_id = any (array (select l.id from ended l)) and u.sealed is not null
      """;

  /** The part of a statement that erases the tokens of the links in its part {@code ended}. */
  public static final String ERASED = "erased as (" + ERASE + ")";

  /**
   * The same, after the part {@code held}, which takes their {@code link_id} and {@code sealed} for
   * a last use: of assistants that are among {@code :revokers}. A row that is erased already could
   * not be taken any more, so the first to be erased waits until the last was taken.
   */
  public static final String TAKEN =
      """
      held as materialized (
        select u.link_id, u.sealed
          from upstream_token u
         where u.link_id = any (array (select l.id from ended l where l.assistant = any (:revokers)))
           and u.sealed is not null
           for update),
      """
          + "erased as ("
          + ERASE
          + "and (select count(*) from held) >= 0)";

  private static final String STATE =
      """
      select sealed is not null as sealed, received_at, access_expires_at, region, event_endpoint,
             version
        from upstream_token where link_id = $1
      """;

  private final Pool pool;

  @Inject
  UpstreamTokenStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Stores the tokens of an accepted grant in place of the previous ones.
   *
   * @return false when the link is no longer active; nothing is stored then
   */
  public Uni<Boolean> store(Mutiny.Session session, UpstreamGrant grant) {
    return session
        .createNativeQuery(STORE)
        .setParameter("sealed", grant.sealed().set().ciphertext())
        .setParameter("sealedAccess", grant.sealed().access().ciphertext())
        .setParameter("accessHash", grant.sealed().hashes().accessBytes())
        .setParameter("refreshHash", grant.sealed().hashes().refreshBytes())
        .setParameter("expiresAt", grant.accessExpiresAt())
        .setParameter("dueAt", grant.dueAt())
        .setParameter("region", grant.region())
        .setParameter("endpoint", grant.eventEndpoint().toString())
        .setParameter("code", grant.code().toBytes())
        .setParameter("link", grant.link().link().value())
        .setParameter("user", grant.link().user().value())
        .setParameter("assistant", grant.link().assistant().value())
        .executeUpdate()
        .map(rows -> rows == 1);
  }

  /**
   * Stores the result of a refresh, unless another set was stored since the lease was taken.
   *
   * @param dueAt when it is refreshed ahead, {@link DueTime}
   * @return false when the set was replaced, or the link has ended; nothing is stored then
   */
  public Uni<Boolean> replace(
      Mutiny.Session session,
      RefreshLease.Held held,
      SealedTokens sealed,
      Instant accessExpiresAt,
      Instant dueAt) {
    return session
        .createNativeQuery(REPLACE)
        .setParameter("sealed", sealed.set().ciphertext())
        .setParameter("sealedAccess", sealed.access().ciphertext())
        .setParameter("accessHash", sealed.hashes().accessBytes())
        .setParameter("refreshHash", sealed.hashes().refreshBytes())
        .setParameter("expiresAt", accessExpiresAt)
        .setParameter("dueAt", dueAt)
        .setParameter("assistant", held.link().assistant().value())
        .setParameter("link", held.link().link().value())
        .setParameter("version", held.version())
        .executeUpdate()
        .map(rows -> rows == 1);
  }

  /** Whether this very ciphertext is stored for the link; it is locked then. */
  public Uni<Boolean> isStored(Mutiny.Session session, LinkId link, SealedText sealed) {
    return session
        .createNativeQuery(
            "select 1 from upstream_token where link_id = :link"
                + " and :sealed in (sealed, sealed_access) for update",
            Integer.class)
        .setParameter("link", link.value())
        .setParameter("sealed", sealed.ciphertext())
        .getResultList()
        .map(rows -> !rows.isEmpty());
  }

  /** The displayable state of a link's tokens; empty when it never had any. */
  public Uni<Optional<UpstreamTokenState>> findState(LinkId link) {
    return pool.preparedQuery(STATE)
        .execute(Tuple.of(link.value()))
        .map(rows -> rows.stream().findFirst().map(UpstreamTokenState::of));
  }
}
