package dev.hushkey.errand;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.seal.SealedText;
import dev.hushkey.sql.OwnContext;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The errands that are due, at a rate that all replicas share. Whoever takes one has it to itself
 * for a while; if its replica dies, another takes it then, so that an assistant is asked twice at
 * most for what was under way.
 */
@ApplicationScoped
class ErrandQueue {

  /** The most that a turn takes. */
  static final int MOST = 50;

  /** Longer than opening a token and waiting for the assistant take. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private static final String OPEN =
      """
      insert into errand_pace (assistant, kind, used_until) values ($1, $2, clock_timestamp())
          on conflict (assistant, kind) do nothing
      """;

  /**
   * One turn: as many as the rate has free, the oldest first. Each revocation that is not paused is
   * looked at by an index of its own errands, so that those of a paused one cost nothing. Locked
   * rows are somebody else's. Only what the assistant is asked for uses up the rate.
   */
  private static final String CLAIM =
      """
      with clock as materialized (select clock_timestamp() as now),
      turn as materialized (
        select greatest(p.used_until,
                        c.now - greatest(1, 2 / $3::float8) * interval '1 second') as used_until,
               c.now
          from clock c, errand_pace p
         where p.assistant = $1 and p.kind = $2 and p.used_until < c.now
           for update of p skip locked),
      oldest as materialized (
        select due.*
          from (select '00000000-0000-0000-0000-000000000000'::uuid as id
                 union all
                select r.id from revocation r
                 where r.finished_at is null and r.paused_at is null) as o,
               lateral (
                 select e.id, e.user_id, e.try_at, e.tries
                   from errand e
                  where e.revocation_id = o.id and e.assistant = $1 and e.kind = $2
                    and e.try_at <= (select now from turn)
                  order by e.try_at limit 50
                    for update skip locked) as due),
      chosen as (
        select o.*
          from turn t, (select *, row_number() over (order by try_at) as place from oldest) o
         where o.place <= least($4::bigint,
                                floor(extract(epoch from t.now - t.used_until)::float8
                                      * $3::float8)::bigint)),
      fate as materialized (
        select c.id,
               case
                 when c.tries >= $5 then 'GIVE_UP'
                 when $6 and exists (select from current_link l
                                      where l.user_id = c.user_id and l.assistant = $1
                                        and l.state <> 'REVOKED') then 'SPARE'
                 else 'TRY'
               end as fate
          from chosen c),
      moved as (
        update errand e
           set tries = e.tries + case when f.fate = 'TRY' then 1 else 0 end,
               try_at = t.now + $7::float8 * interval '1 millisecond'
          from turn t, fate f
         where e.id = f.id
        returning e.id, e.assistant, e.link_id, e.user_id, e.sealed, e.noted_at, e.tries, f.fate),
      paid as (
        update errand_pace p
           set used_until = t.used_until
                 + (select count(*) from fate where fate = 'TRY') / $3::float8 * interval '1 second'
          from turn t
         where p.assistant = $1 and p.kind = $2 and exists (select from fate where fate = 'TRY'))
      select * from moved
      """;

  /** Each is counted once, by whoever deletes it, with its tokens. */
  private static final String END =
      """
      with gone as (
        delete from errand where id = any (cast(:ids as uuid[]))
        returning revocation_id, kind, assistant, link_id, user_id),
      counted as (
        update errand_count c
           set done = c.done + case when :end = 'DONE' then g.number else 0 end,
               spared = c.spared + case when :end = 'SPARED' then g.number else 0 end,
               given_up = c.given_up + case when :end = 'GIVEN_UP' then g.number else 0 end,
               failure = case when :end = 'GIVEN_UP' then :why else c.failure end,
               changed_at = clock_timestamp()
          from (select revocation_id, kind, count(*) as number from gone
                 group by revocation_id, kind) as g
         where c.revocation_id = g.revocation_id and c.kind = g.kind)
      select revocation_id, kind, assistant, link_id, user_id from gone
      """;

  private static final String LATER =
      """
      update errand
         set try_at = clock_timestamp() + $2::float8 * interval '1 millisecond',
             tries = tries - $3
       where id = $1
      """;

  /** What an admin lets rest is not given up meanwhile. */
  private static final String OVERDUE =
      """
      select e.id from errand e
       where e.noted_at < statement_timestamp() - $3::float8 * interval '1 millisecond'
         and e.assistant = $1 and e.kind = $2
         and not exists (select from revocation r
                          where r.id = e.revocation_id and r.paused_at is not null)
       order by e.noted_at limit $4
      """;

  /** During a roll-out another replica may know more than this one: an hour is for that. */
  private static final String OF_NOBODY =
      """
      select e.id, e.assistant, e.kind from errand e
       where e.noted_at < statement_timestamp() - interval '1 hour'
         and e.assistant || ' ' || e.kind <> all ($1)
       limit $2
      """;

  private final Pool pool;
  private final Mutiny.SessionFactory sessions;
  private final AuditTrail audit;
  private final Vertx vertx;

  @Inject
  ErrandQueue(Pool pool, Mutiny.SessionFactory sessions, AuditTrail audit, Vertx vertx) {
    this.pool = pool;
    this.sessions = sessions;
    this.audit = audit;
    this.vertx = vertx;
  }

  /** At whom what is done. */
  record Place(AssistantId assistant, ErrandKind kind) {

    @Override
    public String toString() {
      return assistant + " " + kind;
    }
  }

  /**
   * How much is taken.
   *
   * @param perSecond by all replicas together
   * @param tries after which an errand is given up
   * @param sparing whether those of users who have linked again are
   */
  record Terms(int perSecond, int most, int tries, boolean sparing) {}

  /** What is to become of an errand. */
  enum Fate {
    TRY,
    SPARE,
    GIVE_UP
  }

  /** An errand that this replica may see to now. */
  record Taken(Errand errand, Fate fate) {}

  /** How an errand has ended. */
  enum End {
    DONE,
    SPARED,
    GIVEN_UP
  }

  /** Lets an assistant be asked; to be called before anything is taken, and harmless again. */
  Uni<Void> open(Place place) {
    return pool.preparedQuery(OPEN)
        .execute(Tuple.of(place.assistant().value(), place.kind().name()))
        .replaceWithVoid();
  }

  /** Takes what is due, unless it is another replica's turn, or the rate is used up. */
  Uni<List<Taken>> take(Place place, Terms terms) {
    Tuple values =
        Tuple.tuple()
            .addValue(place.assistant().value())
            .addValue(place.kind().name())
            .addValue((double) terms.perSecond())
            .addValue((long) Math.min(MOST, terms.most()))
            .addValue(terms.tries())
            .addValue(terms.sparing())
            .addValue((double) LEASE.toMillis());
    return pool.preparedQuery(CLAIM)
        .execute(values)
        .map(rows -> Rows.all(rows, ErrandQueue::taken));
  }

  private static Taken taken(Row row) {
    return new Taken(
        new Errand(
            row.getUUID("id"),
            Rows.link(row),
            Optional.ofNullable(row.getString("sealed")).map(SealedText::new),
            Rows.instant(row, "noted_at"),
            row.getInteger("tries")),
        Fate.valueOf(row.getString("fate")));
  }

  /**
   * Ends errands; their tokens are erased with them. Those that have ended already are not counted.
   *
   * @param why for the record
   * @return how many
   */
  Uni<Integer> end(List<UUID> errands, End end, String why) {
    return errands.isEmpty()
        ? Uni.createFrom().item(0)
        : OwnContext.run(
            vertx, () -> sessions.withTransaction(session -> end(session, errands, end, why)));
  }

  private Uni<Integer> end(Mutiny.Session session, List<UUID> errands, End end, String why) {
    return session
        .createNativeQuery(END, jakarta.persistence.Tuple.class)
        .setParameter("ids", errands.toArray(UUID[]::new))
        .setParameter("end", end.name())
        .setParameter("why", why)
        .getResultList()
        .call(
            gone ->
                audit.recordAll(
                    session, gone.stream().map(row -> event(row, end == End.DONE, why)).toList()))
        .map(List::size);
  }

  private static AuditEvent event(jakarta.persistence.Tuple row, boolean done, String why) {
    LinkRef link = Rows.link(row);
    Optional<RevocationId> revocation =
        Optional.of(row.get("revocation_id", UUID.class))
            .filter(id -> !id.equals(Errands.NO_REVOCATION))
            .map(RevocationId::new);
    return switch (ErrandKind.valueOf(row.get("kind", String.class))) {
      case REVOKE -> new AuditEvent.UpstreamRevoked(link, done, why, revocation);
      case TELL -> new AuditEvent.AssistantTold(link, done, why, revocation);
    };
  }

  /**
   * Puts one off.
   *
   * @param counts whether this try does
   */
  Uni<Void> later(Errand errand, Duration wait, boolean counts) {
    return pool.preparedQuery(LATER)
        .execute(Tuple.of(errand.id(), (double) wait.toMillis(), counts ? 0 : 1))
        .replaceWithVoid();
  }

  /** Some of those that are older than this. */
  Uni<List<UUID>> overdue(Place place, Duration age, int most) {
    return pool.preparedQuery(OVERDUE)
        .execute(
            Tuple.of(place.assistant().value(), place.kind().name(), (double) age.toMillis(), most))
        .map(rows -> Rows.all(rows, row -> row.getUUID("id")));
  }

  /** Some of those that nobody sees to any more: the settings have changed. */
  Uni<Map<Place, List<UUID>>> ofNobody(List<Place> places, int most) {
    String[] known = places.stream().map(Place::toString).toArray(String[]::new);
    return pool.preparedQuery(OF_NOBODY)
        .execute(Tuple.of(known, most))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .collect(
                        Collectors.groupingBy(
                            ErrandQueue::place,
                            Collectors.mapping(row -> row.getUUID("id"), Collectors.toList()))));
  }

  private static Place place(Row row) {
    return new Place(
        new AssistantId(row.getString("assistant")), ErrandKind.valueOf(row.getString("kind")));
  }
}
