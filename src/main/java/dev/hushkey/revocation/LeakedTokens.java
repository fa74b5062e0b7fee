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
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens that somebody has found where they should not be: tells which of them are ours, and ends
 * the links of those that could still be of use (docs/adr/0059-a-leaked-token-ends-its-link.md).
 */
@ApplicationScoped
public class LeakedTokens {

  /** Far from the bound of one statement ({@code hushkey.timeouts.database.statement}). */
  private static final int TOKENS_PER_STATEMENT = 2000;

  /**
   * Each name is one step into an index, which "offset 0" keeps the planner from joining otherwise;
   * the views say what is in force. A refresh token harms as long as its link lives, even one that
   * is used up: who used it has its successor.
   */
  private static final String FIND =
      """
      with asked as materialized (
        select n, case when t like '%sha256:%' then decode(right(t, 64), 'hex') end as hash,
               case when t like 'jti:%' then cast(substr(t, 5, 36) as uuid) end as id
          from unnest($1::text[]) with ordinality as a(t, n))
      select a.n, found.*
        from asked a
       cross join lateral (
          select 'ACCESS_TOKEN' as kind, t.live, t.live as harmful,
                 t.link_id, t.user_id, t.assistant
            from current_access_token t where t.token_hash = a.hash
          union all
          select 'ACCESS_TOKEN', t.live, t.live, t.link_id, t.user_id, t.assistant
            from current_access_token t where t.id = a.id
          union all
          select 'REFRESH_TOKEN', not (t.ended or t.expired or t.superseded), not t.ended,
                 t.link_id, t.user_id, t.assistant
            from current_refresh_token t where t.token_hash = a.hash
          union all
          select 'UPSTREAM_ACCESS_TOKEN', u.live, u.live, u.link_id, u.user_id, u.assistant
            from (select l.state <> 'REVOKED' and t.sealed is not null
                           and t.access_expires_at > clock_timestamp() as live,
                         l.id as link_id, l.user_id, l.assistant
                    from upstream_token t join current_link l on l.id = t.link_id
                   where t.access_hash = a.hash) as u
          union all
          select 'UPSTREAM_REFRESH_TOKEN', l.state = 'ACTIVE' and t.sealed is not null,
                 l.state <> 'REVOKED' and t.sealed is not null, l.id, l.user_id, l.assistant
            from upstream_token t join current_link l on l.id = t.link_id
           where t.refresh_hash = a.hash
          offset 0) as found
       order by a.n
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
    List<Match> all = new ArrayList<>();
    return Multi.createFrom()
        .iterable(starts(tokens.size()))
        .onItem()
        .transformToUniAndConcatenate(start -> find(tokens, start).invoke(all::addAll))
        .collect()
        .last()
        .map(_ -> List.copyOf(all));
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
