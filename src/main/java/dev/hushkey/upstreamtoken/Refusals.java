package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.upstream.UpstreamSettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What assistants refused, and whether that is out of line: the brake of one assistant. Refusals
 * alone write here; a refresh that works leaves its trace in its own row. Every method joins the
 * caller's transaction. See docs/adr/0033-a-brake-on-refusals.md.
 */
@ApplicationScoped
public class Refusals {

  private static final String LOCK =
      """
      insert into upstream_brake (assistant) values (:assistant)
          on conflict (assistant) do update set assistant = excluded.assistant
      """;

  /** The first refusal counts, however often the same set is tried again. */
  private static final String NOTE =
      """
      update upstream_token
         set refused_at = coalesce(refused_at, clock_timestamp()),
             lease_until = case when lease_fence = :fence then null else lease_until end
       where link_id = :link and version = :version and sealed is not null
      """;

  /**
   * Of the latest outcomes of this assistant, one for each link, those that were refused. While the
   * brake is closed, those from before it closed go on counting: time alone does not open it.
   */
  private static final String LATEST =
      """
      with since as (
        select coalesce(b.closed_at, clock_timestamp()) - :window * interval '1 millisecond' as at
          from upstream_brake b where b.assistant = :assistant),
      latest as (
        (select u.link_id, u.refused_at as at, true as refused
           from upstream_token u join link l on l.id = u.link_id
          where l.assistant = :assistant and u.sealed is not null
            and u.refused_at > (select at from since)
          order by u.refused_at desc limit :outcomes)
        union all
        (select u.link_id, u.refreshed_at, false
           from upstream_token u join link l on l.id = u.link_id
          where l.assistant = :assistant and u.refused_at is null
            and u.refreshed_at > (select at from since)
          order by u.refreshed_at desc limit :outcomes)
        order by at desc limit :outcomes)
      select link_id, refused from latest
      """;

  private static final String CLOSE =
      """
      update upstream_brake
         set closed_at = coalesce(closed_at, clock_timestamp())
       where assistant = :assistant
      """;

  private static final String ALARM =
      """
      update upstream_brake set alarmed_at = clock_timestamp()
       where assistant = :assistant
         and (alarmed_at is null or alarmed_at < closed_at
              or alarmed_at <= clock_timestamp() - :window * interval '1 millisecond')
      """;

  private static final String OPEN =
      """
      update upstream_brake set closed_at = null
       where assistant = :assistant and closed_at is not null
      """;

  /** Half as long as the refusal is old, within bounds: a link is asked less and less often. */
  private static final String PAUSE =
      """
      update upstream_token
         set paused_until = clock_timestamp()
               + least(greatest((clock_timestamp() - refused_at) / 2,
                                :least * interval '1 millisecond'),
                       :most * interval '1 millisecond')
       where link_id = :link and version = :version
      """;

  private static final String PAUSE_LEFT =
      """
      select cast(extract(epoch from paused_until - clock_timestamp()) * 1000 as bigint)
        from upstream_token where link_id = :link
      """;

  private static final String REFUSED_OR_PAUSED =
      """
      select l.id from current_link l join upstream_token u on u.link_id = l.id
       where l.assistant = :assistant and l.id > :after and u.sealed is not null
         and (l.state = 'NEEDS_RELINK'
              or l.state = 'ACTIVE' and u.paused_until > clock_timestamp())
       order by l.id limit :most
      """;

  private static final String ONE_REFUSED_OR_PAUSED =
      """
      select l.id from current_link l join upstream_token u on u.link_id = l.id
       where l.assistant = :assistant and l.id = :link and u.sealed is not null
         and (l.state = 'NEEDS_RELINK'
              or l.state = 'ACTIVE' and u.paused_until > clock_timestamp())
      """;

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private static final String END_PAUSES =
      "update upstream_token set paused_until = null where link_id = any (:links)";

  private final UpstreamSettings settings;

  @Inject
  Refusals(UpstreamSettings settings) {
    this.settings = settings;
  }

  /**
   * The latest outcomes of an assistant.
   *
   * @param refused the links that it refused
   * @param all how many links there were
   */
  public record Latest(List<LinkId> refused, int all) {

    /** Whether refusals are so many that the mistake is more likely ours. */
    public boolean isOutOfLine(UpstreamSettings.Brake brake) {
      return refused.size() >= brake.leastRefusals() && refused.size() * 100 > all * brake.share();
    }
  }

  /** Makes the refusals of an assistant take turns until the transaction ends. */
  public Uni<Void> takeTurns(Mutiny.Session session, AssistantId assistant) {
    return session
        .createNativeQuery(LOCK)
        .setParameter("assistant", assistant.value())
        .executeUpdate()
        .replaceWithVoid();
  }

  /**
   * Notes that the set that the lease was taken for was refused, and locks it.
   *
   * @return false when another set has replaced it; nothing is noted then
   */
  public Uni<Boolean> note(Mutiny.Session session, RefreshLease.Held held) {
    return session
        .createNativeQuery(NOTE)
        .setParameter("link", held.link().link().value())
        .setParameter("version", held.version())
        .setParameter("fence", held.fence())
        .executeUpdate()
        .map(rows -> rows == 1);
  }

  public Uni<Latest> latest(Mutiny.Session session, AssistantId assistant) {
    return session
        .createNativeQuery(LATEST, Tuple.class)
        .setParameter("assistant", assistant.value())
        .setParameter("window", millis(settings.brake().window()))
        .setParameter("outcomes", settings.brake().outcomes())
        .getResultList()
        .map(
            rows ->
                new Latest(
                    rows.stream()
                        .filter(row -> row.get("refused", Boolean.class))
                        .map(row -> new LinkId(row.get("link_id", UUID.class)))
                        .toList(),
                    rows.size()));
  }

  /**
   * Closes the brake, or keeps it closed.
   *
   * @return whether an alarm is due: one when it closes, then one in each window
   */
  public Uni<Boolean> close(Mutiny.Session session, AssistantId assistant) {
    return session
        .createNativeQuery(CLOSE)
        .setParameter("assistant", assistant.value())
        .executeUpdate()
        .chain(
            () ->
                session
                    .createNativeQuery(ALARM)
                    .setParameter("assistant", assistant.value())
                    .setParameter("window", millis(settings.brake().window()))
                    .executeUpdate())
        .map(rows -> rows == 1);
  }

  /**
   * Opens the brake.
   *
   * @return whether it was closed
   */
  public Uni<Boolean> open(Mutiny.Session session, AssistantId assistant) {
    return session
        .createNativeQuery(OPEN)
        .setParameter("assistant", assistant.value())
        .executeUpdate()
        .map(rows -> rows == 1);
  }

  /**
   * Lets a refused link pause.
   *
   * @return for how long
   */
  public Uni<Duration> pause(Mutiny.Session session, RefreshLease.Held held) {
    return session
        .createNativeQuery(PAUSE)
        .setParameter("link", held.link().link().value())
        .setParameter("version", held.version())
        .setParameter("least", millis(settings.brake().pause()))
        .setParameter("most", millis(settings.longestPause()))
        .executeUpdate()
        .chain(
            () ->
                session
                    .createNativeQuery(PAUSE_LEFT, Long.class)
                    .setParameter("link", held.link().link().value())
                    .getSingleResult())
        .map(Duration::ofMillis);
  }

  /** Links that are marked, or that pause, and whose tokens are still there; by their ids. */
  public Uni<List<LinkId>> refusedOrPaused(
      Mutiny.Session session, AssistantId assistant, Optional<LinkId> after, int most) {
    return session
        .createNativeQuery(REFUSED_OR_PAUSED, UUID.class)
        .setParameter("assistant", assistant.value())
        .setParameter("after", after.map(LinkId::value).orElse(BEFORE_ALL))
        .setParameter("most", most)
        .getResultList()
        .map(ids -> ids.stream().map(LinkId::new).toList());
  }

  /** This link, if it is one of them. */
  public Uni<List<LinkId>> refusedOrPaused(
      Mutiny.Session session, AssistantId assistant, LinkId link) {
    return session
        .createNativeQuery(ONE_REFUSED_OR_PAUSED, UUID.class)
        .setParameter("assistant", assistant.value())
        .setParameter("link", link.value())
        .getResultList()
        .map(ids -> ids.stream().map(LinkId::new).toList());
  }

  /** Ends the pauses of these links, so that each is tried at the next occasion. */
  public Uni<Void> endPauses(Mutiny.Session session, List<LinkId> links) {
    return session
        .createNativeQuery(END_PAUSES)
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .executeUpdate()
        .replaceWithVoid();
  }

  private static double millis(Duration time) {
    return time.toMillis();
  }
}
