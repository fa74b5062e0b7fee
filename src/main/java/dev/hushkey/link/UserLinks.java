package dev.hushkey.link;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Changes that users make to their own links. Every method joins the caller's transaction. */
@ApplicationScoped
public class UserLinks {

  /** The end reason of a grant that its user revoked. */
  public static final String NARROWED = "narrowed-by-user";

  private final UserDecisions decisions;

  @Inject
  UserLinks(UserDecisions decisions) {
    this.decisions = decisions;
  }

  /**
   * Decides about a living link of this user, and locks it until the transaction ends: two changes
   * of one link run one after the other, so that the later one does not restore what the earlier
   * one removed.
   *
   * @return the link; fails with {@link Failure.NotFound} when it is no living link of this user,
   *     and the transaction must then leave no trace of the decision
   */
  public Uni<LinkRef> decide(
      Mutiny.Session session, UserId user, LinkId link, UserDecisions.Kind kind) {
    return decisions
        .decideOn(session, user, link, kind)
        .chain(
            found ->
                found.isPresent()
                    ? lock(session, link).map(alive -> alive ? found : Optional.<LinkRef>empty())
                    : Uni.createFrom().item(found))
        .map(found -> found.orElseThrow(() -> new FailureException(new Failure.NotFound("link"))));
  }

  /**
   * After waiting for the lock, PostgreSQL judges the row that it locked anew, and nothing else: of
   * the two states, the one of the view is that of before.
   */
  private static Uni<Boolean> lock(Mutiny.Session session, LinkId link) {
    return session
        .createNativeQuery(
            """
            select 1 from link l join current_link c on c.id = l.id
             where l.id = :link and l.state <> 'REVOKED' and c.state <> 'REVOKED'
               for no key update of l
            """,
            Integer.class)
        .setParameter("link", link.value())
        .getResultList()
        .map(found -> !found.isEmpty());
  }

  /**
   * What is left of one device grant.
   *
   * @param actions empty when the grant ended
   */
  public record Narrowed(DeviceId device, Set<Action> actions) {}

  /**
   * Removes from a locked link all that is not kept. It can only remove: an action that was not
   * granted stays so, whatever is requested, because every grant comes from a consent. The next
   * decision already applies it, since it reads the same rows.
   *
   * @return the grants that changed
   */
  public Uni<List<Narrowed>> narrow(
      Mutiny.Session session, LinkRef link, Map<DeviceId, Set<Action>> kept) {
    Map<DeviceId, Set<Action>> ordered = new TreeMap<>(kept);
    return session
        .createNativeQuery(
            """
            with kept as (
              select device_id, string_to_array(actions, ',') as actions
                from unnest(cast(:devices as text[]), cast(:actions as text[]))
                     as k(device_id, actions)),
            change as (
              select g.device_id, g.actions as before,
                     array(select a from unnest(g.actions) a where a = any (k.actions) order by a)
                       as after
                from current_device_grant g
                left join kept k on k.device_id = g.device_id
               where g.link_id = :link and g.live)
            update device_grant g
               set actions = case when c.after = '{}' then g.actions else c.after end,
                   ended_at = case when c.after = '{}' then clock_timestamp() end,
                   end_reason = case when c.after = '{}' then :reason end
              from change c
             where g.link_id = :link and g.device_id = c.device_id
               and g.ended_at is null and cardinality(c.after) < cardinality(c.before)
            returning g.device_id, array_to_string(c.after, ',')
            """,
            Object[].class)
        .setParameter(
            "devices", ordered.keySet().stream().map(DeviceId::value).toArray(String[]::new))
        .setParameter(
            "actions", ordered.values().stream().map(UserLinks::join).toArray(String[]::new))
        .setParameter("link", link.link().value())
        .setParameter("reason", NARROWED)
        .getResultList()
        .map(rows -> rows.stream().map(UserLinks::toNarrowed).toList());
  }

  private static String join(Set<Action> actions) {
    return actions.stream().map(Action::wireName).collect(Collectors.joining(","));
  }

  private static Narrowed toNarrowed(Object[] row) {
    Set<Action> actions =
        Arrays.stream(((String) row[1]).split(","))
            .filter(word -> !word.isEmpty())
            .map(Action::from)
            .collect(Collectors.toSet());
    return new Narrowed(new DeviceId((String) row[0]), actions);
  }
}
