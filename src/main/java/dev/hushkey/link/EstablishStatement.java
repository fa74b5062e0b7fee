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
   * The unique index on living links decides which of two concurrent linkings comes first: the
   * other waits for it, inserts nothing, and has to retry. Counting the ended links makes the
   * insert wait until they have ended.
   *
   * <p>A device that is no longer the user's is not granted. A device that had another owner in
   * between is granted with the epoch of the consent, and is therefore dead in the view, the only
   * place that compares epochs.
   */
  private static final String ESTABLISH =
      """
      with clock as materialized (select clock_timestamp() as now),
      ended as (
        update link set state = 'REVOKED', state_reason = :reason, changed_at = clock.now
          from clock
         where user_id = :user and assistant = :assistant and state <> 'REVOKED'
        returning id),
      made as (
        insert into link
          (id, user_id, assistant, state, scope, rich_request, authorized_at, created_at, changed_at)
        select :link, :user, :assistant, 'ACTIVE', :scope, :rich, :at, now, now
          from clock cross join (select count(*) from ended) as before
        on conflict (user_id, assistant) where state <> 'REVOKED' do nothing
        returning id, user_id),
      granted as (
        insert into device_grant (link_id, device_id, actions, epoch, granted_at)
        select m.id, d.device_id, d.actions, d.epoch, :at
          from made m
          join authorization_code_device d on d.code_hash = :code
          join ownership o on o.device_id = d.device_id and o.user_id = m.user_id
        returning device_id, array_to_string(actions, ',') as actions)
      select 'ended' as part, cast(id as text) as id, '' as actions from ended
      union all select 'made', cast(id as text), '' from made
      union all select 'granted', device_id, actions from granted
      """;

  private EstablishStatement() {}

  /**
   * What the statement did.
   *
   * @param ended the links that it replaced
   * @param made false when another linking of this user and assistant came first
   */
  record Outcome(List<LinkRef> ended, boolean made, NewLink link) {}

  static Uni<Outcome> execute(Mutiny.Session session, Consent consent) {
    LinkRef link = new LinkRef(consent.assistant(), LinkId.random(), consent.user());
    return session
        .createNativeQuery(ESTABLISH, Tuple.class)
        .setParameter("reason", Links.SUPERSEDED)
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
        part(rows, "made").findAny().isPresent(),
        new NewLink(link, allowed));
  }

  private static Stream<Tuple> part(List<Tuple> rows, String part) {
    return rows.stream().filter(row -> row.get("part", String.class).equals(part));
  }

  private static String id(Tuple row) {
    return row.get("id", String.class);
  }
}
