package dev.hushkey.oauth.issued;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The tokens that we issued, as stored in the database. Every method joins a transaction. */
@ApplicationScoped
public class IssuedTokens {

  /**
   * A known refresh token.
   *
   * @param live its link has not ended and is not cut off, and it is neither expired nor superseded
   */
  public record KnownRefreshToken(LinkRef link, String scope, boolean live) {}

  /** Finds a refresh token, no matter who presents it. */
  public Uni<Optional<KnownRefreshToken>> findRefreshToken(Mutiny.Session session, TokenHash hash) {
    return session
        .createNativeQuery(
            """
            select assistant, link_id, user_id, scope,
                   not (ended or expired or superseded) as live
              from current_refresh_token
             where token_hash = :hash
            """,
            Tuple.class)
        .setParameter("hash", hash.toBytes())
        .getResultList()
        .map(rows -> Rows.first(rows, IssuedTokens::knownRefreshToken));
  }

  private static KnownRefreshToken knownRefreshToken(Tuple row) {
    return new KnownRefreshToken(
        Rows.link(row), row.get("scope", String.class), row.get("live", Boolean.class));
  }

  /** The most of one link that are told of; more than one is rare. */
  private static final int MOST = 5;

  /**
   * What events name the refresh tokens of a link by that its assistant may hold, the newest first.
   * Empty if there is none: it was issued before its assistant heard of events, and not used since.
   */
  public Uni<List<byte[]>> eventHashes(Mutiny.Session session, LinkId link) {
    return session
        .createNativeQuery(
            """
            select encode(t.event_hash, 'hex') from refresh_token t
              left join refresh_chain c on c.link_id = t.link_id
             where t.link_id = :link and t.event_hash is not null
               and t.generation >= coalesce(c.used_generation, 0)
               and coalesce(t.expires_at > clock_timestamp(), true)
             order by t.issued_at desc limit :most
            """,
            String.class)
        .setParameter("link", link.value())
        .setParameter("most", MOST)
        .getResultList()
        .map(digits -> digits.stream().map(HexFormat.of()::parseHex).toList());
  }

  /** Finds the link of an access token. */
  public Uni<Optional<LinkRef>> findLinkOf(Mutiny.Session session, AccessTokenId token) {
    return session
        .createNativeQuery(
            "select assistant, link_id, user_id from current_access_token where id = :id",
            Tuple.class)
        .setParameter("id", token.value())
        .getResultList()
        .map(rows -> Rows.first(rows, Rows::link));
  }

  /** Ends one access token; returns whether it was still live. */
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
}
