package dev.hushkey.link;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.errand.Errands;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes and ends links. Every method joins the caller's transaction, and puts on record every link
 * and every device grant that it ends.
 */
@ApplicationScoped
public class Links {

  /** The end reason of a link that a newer one replaced, as the assistant allows only one. */
  public static final String SUPERSEDED = "superseded";

  /** The end reason of a link whose refresh token the assistant revoked, RFC 7009. */
  public static final String BY_ASSISTANT = "revoked-by-assistant";

  /**
   * The end reason of a link that made room for a newer one, as the assistant allows only so many.
   */
  public static final String TOO_MANY = "too-many-links";

  private static final String LOCK =
      """
      select l.id from link l
       where l.id = any (:links) and l.state <> 'REVOKED'
       order by l.id for no key update of l
      """;

  private static final String LOCK_ALL_OF =
      """
      select l.id from link l
       where l.user_id = :user and l.assistant = :assistant and l.state || '' <> 'REVOKED'
       order by l.id for no key update of l
      """;

  private final Errands errands;
  private final AuditTrail audit;

  @Inject
  Links(Errands errands, AuditTrail audit) {
    this.errands = errands;
    this.audit = audit;
  }

  /**
   * Makes a new link with its device grants. If the user then has more living links with the
   * assistant than it allows, those end that were not used for the longest time.
   *
   * @param linksPerUser how many living links there may be afterwards
   */
  public Uni<NewLink> establish(Mutiny.Session session, Consent consent, int linksPerUser) {
    String reason = linksPerUser == 1 ? SUPERSEDED : TOO_MANY;
    return EstablishStatement.execute(session, consent, linksPerUser, reason)
        .call(
            outcome ->
                endWithLinks(
                    session, outcome.ended(), Ending.by(Actor.user(consent.user()), reason)))
        .map(EstablishStatement.Outcome::link);
  }

  /**
   * Ends a link with everything on it. The sealed upstream token is erased, or put by until the
   * assistant has revoked it, and the device grants end here; issued tokens end because they are
   * read through views that check the link's state.
   *
   * @return whether it was alive before
   */
  public Uni<Boolean> end(Mutiny.Session session, LinkRef link, Ending ending) {
    return endMany(session, List.of(link.link()), ending).map(ended -> ended == 1);
  }

  /**
   * Ends many links at once, as {@link #end} does with one.
   *
   * @return how many were alive before
   */
  public Uni<Integer> endMany(Mutiny.Session session, List<LinkId> links, Ending ending) {
    return links.isEmpty()
        ? Uni.createFrom().item(0)
        : lock(session, links).chain(locked -> endLocked(session, locked, ending));
  }

  /**
   * Ends all links of a user with an assistant, as {@link #end} does with one.
   *
   * @return how many were alive before
   */
  public Uni<Integer> endAllOf(
      Mutiny.Session session, UserId user, AssistantId assistant, Ending ending) {
    return session
        .createNativeQuery(LOCK_ALL_OF, UUID.class)
        .setParameter("user", user.value())
        .setParameter("assistant", assistant.value())
        .getResultList()
        .chain(ids -> endLocked(session, ids.stream().map(LinkId::new).toList(), ending));
  }

  /**
   * Ends links that an earlier statement of the caller's transaction has locked.
   *
   * @return how many were alive before
   */
  public Uni<Integer> endLocked(Mutiny.Session session, List<LinkId> links, Ending ending) {
    if (links.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    EndStatement statement = new EndStatement(session, audit, ending);
    return errands.areExpected()
        ? statement
            .endAndTake(links, errands.revokers())
            .call(ended -> noteErrands(session, ended, ending))
            .map(ended -> ended.links().size())
        : statement.end(links);
  }

  private Uni<Void> noteErrands(Mutiny.Session session, EndStatement.Ended ended, Ending ending) {
    return errands.note(session, ended.links(), ended.taken(), isNews(ending), ending.revocation());
  }

  /** What belongs to links that have ended ends with them. */
  private Uni<Void> endWithLinks(Mutiny.Session session, List<LinkRef> links, Ending ending) {
    return links.isEmpty()
        ? Uni.createFrom().voidItem()
        : new EndStatement(session, audit, ending)
            .endWithLinks(links.stream().map(LinkRef::link).toList(), errands.revokers())
            .chain(ended -> noteErrands(session, ended, ending));
  }

  /** The assistant itself did the one, and has replaced the token by doing the other. */
  private static boolean isNews(Ending ending) {
    return !ending.reason().equals(BY_ASSISTANT) && !ending.reason().equals(SUPERSEDED);
  }

  /**
   * Ends the grants of devices in links; the links live on.
   *
   * @param devices of each link, at the same place in the list, the device
   * @return how many grants were alive before
   */
  public Uni<Integer> endGrants(
      Mutiny.Session session, List<LinkId> links, List<DeviceId> devices, Ending ending) {
    return session
        .createNativeQuery(
            """
            update device_grant g set ended_at = clock_timestamp(), end_reason = :reason
              from unnest(cast(:links as uuid[]), cast(:devices as text[])) as e (link_id, device_id)
              join link l on l.id = e.link_id
             where g.link_id = e.link_id and g.device_id = e.device_id and g.ended_at is null
            returning l.assistant, g.link_id, l.user_id, g.device_id
            """,
            Tuple.class)
        .setParameter("reason", ending.reasonOfGrant())
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .setParameter("devices", devices.stream().map(DeviceId::value).toArray(String[]::new))
        .getResultList()
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            ending.ofGrant(
                                Rows.link(row), new DeviceId(row.get("device_id", String.class))))
                    .toList())
        .call(ended -> audit.recordAll(session, ended))
        .map(List::size);
  }

  /**
   * Marks that only the user can repair this link. Its issued tokens live on, so that the assistant
   * gets a proper error.
   *
   * @return whether it was active before
   */
  public Uni<Boolean> markNeedsRelink(Mutiny.Session session, LinkId link, String reason) {
    return changeState(session, link, LinkState.NEEDS_RELINK, reason);
  }

  /**
   * Lets links be tried again that were marked as refused: they are active until they are refused
   * once more. Those that have ended stay ended.
   *
   * @return those that were marked
   */
  public Uni<List<LinkRef>> tryAgain(Mutiny.Session session, List<LinkId> links, String reason) {
    if (links.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return session
        .createNativeQuery(
            """
            update link
               set state = 'ACTIVE', state_reason = :reason, changed_at = clock_timestamp()
             where id = any (:links) and state = 'NEEDS_RELINK'
            returning assistant, id as link_id, user_id
            """,
            Tuple.class)
        .setParameter("reason", reason)
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .getResultList()
        .map(rows -> rows.stream().map(Rows::link).toList());
  }

  /** Locks a link until the transaction ends, before anything on it: links are locked first. */
  public Uni<Void> lock(Mutiny.Session session, LinkId link) {
    return session
        .createNativeQuery(
            "select 1 from link l where l.id = :link for no key update of l", Integer.class)
        .setParameter("link", link.value())
        .getResultList()
        .replaceWithVoid();
  }

  /** Locks those that live, in one order, so that two who do so wait for each other in turn. */
  private static Uni<List<LinkId>> lock(Mutiny.Session session, List<LinkId> links) {
    return session
        .createNativeQuery(LOCK, UUID.class)
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .getResultList()
        .map(ids -> ids.stream().map(LinkId::new).toList());
  }

  private static Uni<Boolean> changeState(
      Mutiny.Session session, LinkId link, LinkState state, String reason) {
    return session
        .createNativeQuery(
            """
            update link
               set state = :state, state_reason = :reason, changed_at = clock_timestamp()
             where id = :link and state <> 'REVOKED' and state <> :state
            """)
        .setParameter("state", state.name())
        .setParameter("reason", reason)
        .setParameter("link", link.value())
        .executeUpdate()
        .map(changed -> changed == 1);
  }
}
