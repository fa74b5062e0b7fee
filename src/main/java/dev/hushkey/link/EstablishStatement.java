package dev.hushkey.link;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.sql.ActionWords;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/** The one statement that makes a link out of a consent. */
final class EstablishStatement {

  /**
   * The caller holds the lock of the user's decision about this assistant, so that of two
   * concurrent linkings the later one counts the link of the other.
   *
   * <p>A device that is no longer the user's is not granted. A device that had another owner in
   * between is granted with the epoch of the consent, and is therefore dead in the view, the only
   * place that compares epochs.
   */
  private static final String ESTABLISH =
      """
      with clock as materialized (select clock_timestamp() as now),
      living as materialized (
        select c.id, c.created_at from current_link c
         where c.user_id = :user and c.assistant = :assistant and c.state <> 'REVOKED'),
      surplus as materialized (
        select v.id from living v join link_use u on u.link_id = v.id
         where (select count(*) from living) >= :bound
         order by coalesce(u.last_used_at, v.created_at), v.created_at, v.id
         limit (select greatest(count(*) - :bound + 1, 0) from living)),
      ended as (
        update link set state = 'REVOKED', state_reason = :reason, changed_at = clock.now
          from clock
         where id in (select s.id from surplus s) and state <> 'REVOKED'
        returning id),
      made as (
        insert into link
          (id, user_id, assistant, state, scope, rich_request, authorized_at, created_at, changed_at)
        select :link, :user, :assistant, 'ACTIVE', :scope, :rich, :at, now, now from clock
        returning id, user_id),
      granted as (
        insert into device_grant (link_id, device_id, actions, epoch, granted_at)
        select m.id, d.device_id, d.actions, d.epoch, :at
          from made m
          join authorization_code_device d on d.code_hash = :code
          join ownership o on o.device_id = d.device_id and o.user_id = m.user_id
        returning device_id, array_to_string(actions, ',') as actions)
      select 'ended' as part, cast(id as text) as id, '' as actions from ended
      union all select 'granted', device_id, actions from granted
      """;

  private EstablishStatement() {}

  /**
   * The result.
   *
   * @param ended the links that made room for it
   */
  record Outcome(List<LinkRef> ended, NewLink link) {}

  /**
   * Executes it.
   *
   * @param bound how many living links there may be afterwards
   * @param reason why the others end
   */
  static Uni<Outcome> execute(Mutiny.Session session, Consent consent, int bound, String reason) {
    LinkRef link = new LinkRef(consent.assistant(), LinkIds.create(), consent.user());
    return session
        .createNativeQuery(ESTABLISH, Tuple.class)
        .setParameter("bound", bound)
        .setParameter("reason", reason)
        .setParameter("link", link.link().value())
        .setParameter("user", consent.user().value())
        .setParameter("assistant", consent.assistant().value())
        .setParameter("scope", consent.scope())
        .setParameter("rich", consent.richRequest())
        .setParameter("at", consent.at())
        .setParameter("code", consent.code().toBytes())
        .getResultList()
        .map(rows -> outcome(link, rows));
  }

  private static Outcome outcome(LinkRef link, List<Tuple> rows) {
    Map<DeviceId, Set<Action>> allowed =
        part(rows, "granted")
            .collect(
                Collectors.toUnmodifiableMap(
                    row -> new DeviceId(id(row)),
                    row -> ActionWords.split(row.get("actions", String.class))));
    return new Outcome(
        part(rows, "ended")
            .map(row -> new LinkRef(link.assistant(), LinkId.from(id(row)), link.user()))
            .toList(),
        new NewLink(link, allowed));
  }

  private static Stream<Tuple> part(List<Tuple> rows, String part) {
    return rows.stream().filter(row -> row.get("part", String.class).equals(part));
  }

  private static String id(Tuple row) {
    return row.get("id", String.class);
  }
}
