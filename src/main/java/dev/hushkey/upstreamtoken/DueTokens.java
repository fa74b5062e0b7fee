package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * Which token sets are due to be refreshed ahead, by an index and never by a scan, and at a rate
 * that all replicas share. See docs/adr/0052-refresh-in-a-storm.md.
 */
@ApplicationScoped
public class DueTokens {

  /** The most that a turn looks at. */
  public static final int MOST = 50;

  private static final String OPEN =
      """
      insert into upstream_pace (assistant, used_until) values ($1, clock_timestamp())
          on conflict (assistant) do nothing
      """;

  /**
   * One turn: as many as the rate has free, the oldest first. Locked rows are somebody else's. What
   * is taken is due once more after a while, for the case that its replica dies or the assistant is
   * unavailable; a refresh that works writes a moment of its own. The others cost nothing of the
   * rate:
   *
   * <ul>
   *   <li>NONE: the link is not active, or has nothing to refresh
   *   <li>LATER: it pauses after an outage or a refusal
   *   <li>IDLE: nobody has used it lately, and its refresh token is not old yet
   * </ul>
   *
   * <p>The clock is read once, in a part of its own: PostgreSQL finds nothing in an index by a
   * function whose value may change from row to row. The limit of {@link #MOST} is written out:
   * knowing it, the planner looks the other rows up one by one and scans no table.
   */
  static final String CLAIM =
      """
      with clock as materialized (select clock_timestamp() as now),
      turn as materialized (
        select greatest(p.used_until,
                        c.now - greatest(1, 2 / $2::float8) * interval '1 second') as used_until,
               c.now
          from clock c, upstream_pace p
         where p.assistant = $1 and p.used_until < c.now
           and not exists (select from upstream_pause s
                            where s.place = $1 and s.until + s.spread > c.now)
           and (select d.due_at from upstream_token d
                 where d.due_with = $1 and d.due_at is not null
                 order by d.due_at limit 1) <= c.now
           for update of p skip locked),
      oldest as materialized (
        select u.link_id, u.due_at, u.received_at, u.paused_until, u.sealed is null as erased
          from upstream_token u
         where u.due_with = $1 and u.due_at <= (select now from turn)
         order by u.due_at limit 50
           for update skip locked),
      due as (
        select o.*
          from turn t, (select *, row_number() over (order by due_at) as place from oldest) o
         where o.place <= least($3::bigint,
                                floor(extract(epoch from t.now - t.used_until)::float8
                                      * $2::float8)::bigint)),
      fate as materialized (
        select d.link_id,
               case
                 when d.erased or l.state <> 'ACTIVE' then 'NONE'
                 when d.paused_until > t.now then 'LATER'
                 when d.received_at <= t.now - 0.8 * $5::float8 * interval '1 millisecond' then 'NOW'
                 when greatest(l.authorized_at,
                               (select v.last_used_at from link_use v where v.link_id = d.link_id))
                      > t.now - $4::float8 * interval '1 millisecond' then 'NOW'
                 else 'IDLE'
               end as fate
          from turn t, due d join current_link l on l.id = d.link_id),
      moved as (
        update upstream_token u
           set due_at = case f.fate
                 when 'NONE' then null
                 when 'LATER' then u.paused_until + random() * $6::float8 * interval '1 millisecond'
                 when 'NOW' then t.now + (1 + random()) * $6::float8 * interval '1 millisecond'
                 else greatest(t.now + $6::float8 * interval '1 millisecond',
                               u.received_at
                                  + (0.8 + 0.2 * random()) * $5::float8 * interval '1 millisecond')
               end
          from turn t, fate f
         where u.link_id = f.link_id
        returning u.link_id, u.version, f.fate),
      paid as (
        update upstream_pace p
           set used_until = t.used_until
                 + (select count(*) from fate where fate = 'NOW') / $2::float8
                   * interval '1 second'
          from turn t
         where p.assistant = $1 and exists (select from fate where fate = 'NOW'))
      select link_id, version, fate from moved
      """;

  /** More are not counted, so that looking at a storm costs little. */
  static final String BACKLOG =
      """
      select count(*) as due,
             coalesce(extract(epoch from now() - min(d.due_at)), 0)::float8
               as seconds
        from (select u.due_at from upstream_token u
               where u.due_with = $1 and u.due_at <= now()
               order by u.due_at limit 10000) as d
      """;

  private final Pool pool;

  @Inject
  DueTokens(Pool pool) {
    this.pool = pool;
  }

  /**
   * How much is taken.
   *
   * @param perSecond by all replicas together
   * @param most in a turn, up to {@link #MOST}
   * @param usedWithin links that were used within this time are refreshed ahead
   * @param idleEvery others only this often
   * @param retry after which what is taken is due once more, if nobody has stored a new set
   */
  public record Terms(
      int perSecond, int most, Duration usedWithin, Duration idleEvery, Duration retry) {}

  /** A link that is to be refreshed now, if its set is still of this version. */
  public record Due(LinkId link, long version) {}

  /**
   * What a turn brought.
   *
   * @param now to be refreshed
   * @param looked how many were due, to be refreshed or not
   */
  public record Claimed(List<Due> now, int looked) {}

  /**
   * What is due.
   *
   * @param links up to 10,000
   * @param oldest for how long the oldest has been
   */
  public record Backlog(long links, Duration oldest) {}

  /** Lets an assistant be asked; to be called before anything is claimed, and harmless again. */
  public Uni<Void> open(AssistantId assistant) {
    return pool.preparedQuery(OPEN).execute(Tuple.of(assistant.value())).replaceWithVoid();
  }

  /** Takes what is due, unless it is another replica's turn, or the rate is used up. */
  public Uni<Claimed> claim(AssistantId assistant, Terms terms) {
    return pool.preparedQuery(CLAIM)
        .execute(parameters(assistant, terms))
        .map(
            rows ->
                new Claimed(
                    rows.stream()
                        .filter(row -> row.getString("fate").equals("NOW"))
                        .map(DueTokens::due)
                        .toList(),
                    rows.size()));
  }

  static Tuple parameters(AssistantId assistant, Terms terms) {
    return Tuple.tuple()
        .addValue(assistant.value())
        .addValue((double) terms.perSecond())
        .addValue((long) terms.most())
        .addValue(millis(terms.usedWithin()))
        .addValue(millis(terms.idleEvery()))
        .addValue(millis(terms.retry()));
  }

  private static Due due(Row row) {
    return new Due(new LinkId(row.getUUID("link_id")), row.getLong("version"));
  }

  /** What is due with an assistant now. */
  public Uni<Backlog> backlog(AssistantId assistant) {
    return pool.preparedQuery(BACKLOG)
        .execute(Tuple.of(assistant.value()))
        .map(
            rows ->
                Rows.first(
                        rows,
                        row ->
                            new Backlog(
                                row.getLong("due"),
                                Duration.ofMillis((long) (1000 * row.getDouble("seconds")))))
                    .orElseThrow());
  }

  private static double millis(Duration time) {
    return time.toMillis();
  }
}
