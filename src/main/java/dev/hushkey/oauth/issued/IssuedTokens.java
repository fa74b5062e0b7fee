package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the database knows of the tokens that we issued. Every method joins a transaction. */
@ApplicationScoped
public class IssuedTokens {

  /** A new access token as it stands on record. */
  public record Recorded(AccessTokenId id, Instant issuedAt, Instant expiresAt) {
    public static Recorded of(AccessTokenId id, Instant issuedAt, Assistant client) {
      return new Recorded(id, issuedAt, issuedAt.plus(client.accessTokenLifetime()));
    }
  }

  /**
   * Puts a new access token on record; its instants are the database's.
   *
   * @param hash what it is known by, if it is opaque
   */
  public Uni<Recorded> recordAccessToken(
      Mutiny.Session session,
      LinkId link,
      String scope,
      Duration lifetime,
      Optional<TokenHash> hash) {
    AccessTokenId id = AccessTokenId.random();
    return session
        .createNativeQuery(
            """
            with clock as materialized (select clock_timestamp() as now)
            insert into access_token (id, link_id, scope, issued_at, expires_at, token_hash)
            select :id, :link, :scope, now, now + :seconds * interval '1 second',
                   cast(:hash as bytea)
              from clock
            returning issued_at
            """,
            Instant.class)
        .setParameter("id", id.value())
        .setParameter("link", link.value())
        .setParameter("scope", scope)
        .setParameter("seconds", lifetime.toSeconds())
        .setParameter("hash", hash.map(TokenHash::toBytes).orElse(null))
        .getSingleResult()
        .map(issuedAt -> new Recorded(id, issuedAt, issuedAt.plus(lifetime)));
  }

  /** Puts the first refresh token of a link on record; its successors come from a refresh. */
  public Uni<Integer> recordRefreshToken(
      Mutiny.Session session, LinkId link, RefreshToken token, Optional<Duration> lifetime) {
    return session
        .createNativeQuery(
            """
            with clock as materialized (select clock_timestamp() as now)
            insert into refresh_token (token_hash, link_id, issued_at, expires_at)
            select :hash, :link, now, now + cast(:seconds as bigint) * interval '1 second'
              from clock
            """)
        .setParameter("seconds", lifetime.map(Duration::toSeconds).orElse(null))
        .setParameter("hash", token.hash().toBytes())
        .setParameter("link", link.value())
        .executeUpdate();
  }

  /**
   * A refresh token that we know.
   *
   * @param live its link has not ended and is not cut off, and it is neither expired nor superseded
   */
  public record KnownRefreshToken(LinkRef link, String scope, boolean live) {}

  /** Finds a refresh token, whoever shows it. */
  public Uni<Optional<KnownRefreshToken>> findRefreshToken(Mutiny.Session session, TokenHash hash) {
    return session
        .createNativeQuery(
            """
            select assistant, link_id, user_id, scope, not (ended or expired or superseded)
              from current_refresh_token
             where token_hash = :hash
            """,
            Object[].class)
        .setParameter("hash", hash.toBytes())
        .getResultList()
        .map(IssuedTokens::toKnownRefreshToken);
  }

  private static Optional<KnownRefreshToken> toKnownRefreshToken(List<Object[]> rows) {
    return rows.stream()
        .findFirst()
        .map(row -> new KnownRefreshToken(toLink(row), (String) row[3], (Boolean) row[4]));
  }

  /** Finds the link of an access token. */
  public Uni<Optional<LinkRef>> findLinkOf(Mutiny.Session session, AccessTokenId token) {
    return session
        .createNativeQuery(
            "select assistant, link_id, user_id from current_access_token where id = :id",
            Object[].class)
        .setParameter("id", token.value())
        .getResultList()
        .map(rows -> rows.stream().findFirst().map(IssuedTokens::toLink));
  }

  /** Ends one access token; tells whether it had not ended before, by itself or with its link. */
  public Uni<Boolean> revoke(Mutiny.Session session, AccessTokenId token) {
    return session
        .createNativeQuery(
            """
            update access_token set revoked_at = clock_timestamp()
             where id = :id and revoked_at is null
               and exists (select from current_access_token c
                            where c.id = :id and c.link_state <> 'REVOKED')
            """)
        .setParameter("id", token.value())
        .executeUpdate()
        .map(changed -> changed == 1);
  }

  /** From the columns assistant, link, user, in this order. */
  private static LinkRef toLink(Object[] row) {
    return new LinkRef(
        new AssistantId((String) row[0]), new LinkId((UUID) row[1]), new UserId((String) row[2]));
  }
}
