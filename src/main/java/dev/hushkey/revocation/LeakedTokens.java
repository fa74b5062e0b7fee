package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.secret.TokenName;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens that somebody has found where they should not be: tells which of them are ours, and ends
 * the links of those that could still be of use (docs/adr/0059-a-leaked-token-ends-its-link.md).
 */
@ApplicationScoped
public class LeakedTokens {

  /** Far from the bound of one statement ({@code hushkey.timeouts.database.statement}). */
  private static final int TOKENS_PER_STATEMENT = 3_000;

  /** Under load, each gets its share of the processors. */
  private static final int STATEMENTS_AT_ONCE = 4;

  /**
   * All names at once, each table by its index, and each link once: a million links make it no
   * slower. The arrays keep the planner from reading whole tables instead. {@code works} and {@code
   * harms} are as if the link was alive; whether it is, the view says. A refresh token harms as
   * long as its link lives, even one that is used up: who used it has its successor.
   */
  private static final String FIND =
      """
      with asked as materialized (
        select n, case when t like '%sha256:%' then decode(right(t, 64), 'hex') end as hash,
               case when t like 'jti:%' then cast(substr(t, 5, 36) as uuid) end as id
          from unnest($1::text[]) with ordinality as a(t, n)),
      tokens as materialized (
        select 'ACCESS_TOKEN' as kind, t.token_hash as hash, cast(null as uuid) as id, t.link_id,
               access_token_is_live(t.revoked_at, t.expires_at, 'ACTIVE', clock_timestamp())
                 as works,
               access_token_is_live(t.revoked_at, t.expires_at, 'ACTIVE', clock_timestamp())
                 as harms
          from access_token t
         where t.token_hash = any (array(select hash from asked where hash is not null))
        union all
        select 'ACCESS_TOKEN', null, t.id, t.link_id,
               access_token_is_live(t.revoked_at, t.expires_at, 'ACTIVE', clock_timestamp()),
               access_token_is_live(t.revoked_at, t.expires_at, 'ACTIVE', clock_timestamp())
          from access_token t
         where t.id = any (array(select id from asked where id is not null))
        union all
        select 'REFRESH_TOKEN', t.token_hash, null, t.link_id,
               coalesce(t.expires_at > clock_timestamp(), true)
                 and t.generation >= coalesce(c.used_generation, 0),
               true
          from refresh_token t
          left join refresh_chain c on c.link_id = t.link_id
         where t.token_hash = any (array(select hash from asked where hash is not null))
        union all
        select 'UPSTREAM_ACCESS_TOKEN', t.access_hash, null, t.link_id,
               t.sealed is not null and t.access_expires_at > clock_timestamp(),
               t.sealed is not null and t.access_expires_at > clock_timestamp()
          from upstream_token t
         where t.access_hash = any (array(select hash from asked where hash is not null))
        union all
        select 'UPSTREAM_REFRESH_TOKEN', t.refresh_hash, null, t.link_id,
               t.sealed is not null, t.sealed is not null
          from upstream_token t
         where t.refresh_hash = any (array(select hash from asked where hash is not null))),
      links as materialized (
        select l.id, l.user_id, l.assistant, l.state
          from current_link l
         where l.id = any (array(select distinct link_id from tokens))),
      found as materialized (
        select t.hash, t.id, t.kind,
               t.works and case when t.kind = 'UPSTREAM_REFRESH_TOKEN' then l.state = 'ACTIVE'
                                else l.state <> 'REVOKED' end as live,
               t.harms and l.state <> 'REVOKED' as harmful,
               t.link_id, l.user_id, l.assistant
          from tokens t join links l on l.id = t.link_id)
      select a.n, f.kind, f.live, f.harmful, f.link_id, f.user_id, f.assistant
        from found f join asked a on a.hash = f.hash
      union all
      select a.n, f.kind, f.live, f.harmful, f.link_id, f.user_id, f.assistant
        from found f join asked a on a.id = f.id
       order by n
      """;

  private final Pool pool;
  private final Revocations revocations;
  private final AuditTrail audit;

  @Inject
  LeakedTokens(Pool pool, Revocations revocations, AuditTrail audit) {
    this.pool = pool;
    this.revocations = revocations;
    this.audit = audit;
  }

  /** What it was issued as, by us or by the assistant. */
  public enum Kind {
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    UPSTREAM_ACCESS_TOKEN,
    UPSTREAM_REFRESH_TOKEN
  }

  /**
   * A token of the list that we issued or hold.
   *
   * @param position in the list, from 0
   * @param live whether it still works
   * @param harmful whether the link has to end for it: it works, or it is a refresh token of a
   *     living link and what it was exchanged for may work
   */
  public record Match(int position, Kind kind, boolean live, boolean harmful, LinkRef link) {}

  /** A revocation, and the tokens that it was made for. */
  public record Ended(Revocation revocation, List<Match> matches) {}

  /** Tells which are ours, and ends nothing. */
  public Uni<List<Match>> count(List<TokenName> tokens, Actor actor) {
    return find(tokens)
        .call(
            () ->
                audit.record(
                    new AuditEvent.RevocationCounted(
                        actor,
                        Revocation.What.recorded(new Selection.OfLeakedTokens(tokens)),
                        AuditEvent.Subject.ANY)));
  }

  /**
   * Ends the link of every harmful token, all at one moment. What was issued on such a link is dead
   * when this completes, whatever became of the tokens since they leaked; nothing else is.
   */
  public Uni<Ended> revoke(
      List<TokenName> tokens, Revocation.Cause cause, Actor actor, boolean endSessions) {
    return revoke(RevocationId.random(), tokens, cause, actor, endSessions);
  }

  /** The same under an id that is known already. */
  public Uni<Ended> revoke(
      RevocationId id,
      List<TokenName> tokens,
      Revocation.Cause cause,
      Actor actor,
      boolean endSessions) {
    Revocation.Order order =
        new Revocation.Order(
            id,
            Revocation.What.of(new Selection.OfLeakedTokens(tokens), id),
            cause,
            actor.value(),
            endSessions);
    return find(tokens)
        .chain(
            matches ->
                revocations
                    .revokeAll(order, actor, cutOffs(matches))
                    .map(revocation -> new Ended(revocation, matches)));
  }

  private static List<RevocationScope> cutOffs(List<Match> matches) {
    return matches.stream()
        .filter(Match::harmful)
        .map(match -> match.link().link())
        .distinct()
        .<RevocationScope>map(RevocationScope.OfLink::new)
        .toList();
  }

  /** A token that is issued after this has looked is none that has leaked before. */
  private Uni<List<Match>> find(List<TokenName> tokens) {
    return Uni.join()
        .all(starts(tokens.size()).stream().map(start -> find(tokens, start)).toList())
        .usingConcurrencyOf(STATEMENTS_AT_ONCE)
        .andFailFast()
        .map(parts -> parts.stream().flatMap(List::stream).toList());
  }

  private static List<Integer> starts(int size) {
    return IntStream.range(0, size)
        .filter(position -> position % TOKENS_PER_STATEMENT == 0)
        .boxed()
        .toList();
  }

  private Uni<List<Match>> find(List<TokenName> tokens, int start) {
    List<TokenName> some =
        tokens.subList(start, Math.min(tokens.size(), start + TOKENS_PER_STATEMENT));
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(some.stream().map(TokenName::written).toArray(String[]::new)))
        .map(rows -> Rows.all(rows, row -> match(start, row)));
  }

  private static Match match(int start, Row row) {
    return new Match(
        start + row.getInteger("n") - 1,
        Kind.valueOf(row.getString("kind")),
        row.getBoolean("live"),
        row.getBoolean("harmful"),
        Rows.link(row));
  }
}
