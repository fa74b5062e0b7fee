package dev.hushkey.oauth;

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
class IssuedTokens {

  /** A new access token as it stands on record. */
  record Recorded(AccessTokenId id, Instant issuedAt, Instant expiresAt) {}

  /** Puts a new access token on record; its instants are the database's. */
  Uni<Recorded> recordAccessToken(Mutiny.Session session, LinkId link, Duration lifetime) {
    AccessTokenId id = AccessTokenId.random();
    return session
        .createNativeQuery(
            """
            with clock as materialized (select clock_timestamp() as now)
            insert into access_token (id, link_id, issued_at, expires_at)
            select :id, :link, now, now + :seconds * interval '1 second' from clock
            returning issued_at
            """,
            Instant.class)
        .setParameter("id", id.value())
        .setParameter("link", link.value())
        .setParameter("seconds", lifetime.toSeconds())
        .getSingleResult()
        .map(issuedAt -> new Recorded(id, issuedAt, issuedAt.plus(lifetime)));
  }

  /** Puts a new refresh token on record. */
  Uni<Integer> recordRefreshToken(Mutiny.Session session, LinkId link, RefreshToken token) {
    return session
        .createNativeQuery(
            """
            insert into refresh_token (token_hash, link_id, issued_at)
            values (:hash, :link, clock_timestamp())
            """)
        .setParameter("hash", token.hash().toBytes())
        .setParameter("link", link.value())
        .executeUpdate();
  }

  /**
   * A refresh token that we know.
   *
   * @param live neither revoked, nor its link, nor cut off
   * @param richRequest whether its answers tell what is granted, RFC 9396 §7
   */
  record KnownRefreshToken(LinkRef link, String scope, boolean live, boolean richRequest) {

    KnownRefreshToken(LinkRef link, String scope, boolean live) {
      this(link, scope, live, false);
    }
  }

  /** Finds a refresh token, whoever shows it. */
  Uni<Optional<KnownRefreshToken>> findRefreshToken(Mutiny.Session session, TokenHash hash) {
    return session
        .createNativeQuery(
            """
            select l.assistant, l.id, l.user_id, l.scope,
                   t.revoked_at is null and l.state <> 'REVOKED'
                     and t.issued_at > latest_cut_off(l.assistant, l.user_id, l.id, null),
                   (select r.rich_request from link r where r.id = l.id)
              from refresh_token t
              join current_link l on l.id = t.link_id
             where t.token_hash = :hash
            """,
            Object[].class)
        .setParameter("hash", hash.toBytes())
        .getResultList()
        .map(IssuedTokens::toKnownRefreshToken);
  }

  private static Optional<KnownRefreshToken> toKnownRefreshToken(List<Object[]> rows) {
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new KnownRefreshToken(
                    toLink(row), (String) row[3], (Boolean) row[4], (Boolean) row[5]));
  }

  /** Remembers when a refresh token was last used, for the owner of the link to see. */
  Uni<Integer> touch(Mutiny.Session session, TokenHash hash) {
    return session
        .createNativeQuery(
            "update refresh_token set last_used_at = clock_timestamp() where token_hash = :hash")
        .setParameter("hash", hash.toBytes())
        .executeUpdate();
  }

  /** Finds the link of an access token. */
  Uni<Optional<LinkRef>> findLinkOf(Mutiny.Session session, AccessTokenId token) {
    return session
        .createNativeQuery(
            "select assistant, link_id, user_id from current_access_token where id = :id",
            Object[].class)
        .setParameter("id", token.value())
        .getResultList()
        .map(rows -> rows.stream().findFirst().map(IssuedTokens::toLink));
  }

  /** Ends one access token; tells whether it was not ended before. */
  Uni<Boolean> revoke(Mutiny.Session session, AccessTokenId token) {
    return session
        .createNativeQuery(
            """
            update access_token set revoked_at = clock_timestamp()
             where id = :id and revoked_at is null
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
