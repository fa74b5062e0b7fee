package dev.hushkey.link;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes and ends links. Every method joins the caller's transaction. */
@ApplicationScoped
public class Links {

  /** The reason of a link that a newer one of the same user and assistant took the place of. */
  public static final String SUPERSEDED = "superseded";

  private final UpstreamTokenStore upstreamTokens;
  private final DeviceGrants deviceGrants;

  @Inject
  Links(UpstreamTokenStore upstreamTokens, DeviceGrants deviceGrants) {
    this.upstreamTokens = upstreamTokens;
    this.deviceGrants = deviceGrants;
  }

  /**
   * Makes a new link with its device grants, and ends the one that it replaces.
   *
   * @param richRequest whether the assistant asked by RFC 9396 and is told what is granted
   * @param authorizedAt the moment of consent, by the database's clock: what cut-offs compare with
   */
  public Uni<LinkRef> establish(
      Mutiny.Session session,
      UserId user,
      AssistantId assistant,
      String scope,
      boolean richRequest,
      Instant authorizedAt,
      List<ConsentedDevice> devices) {
    LinkRef ref = new LinkRef(assistant, LinkId.random(), user);
    return serialize(session, user, assistant)
        .chain(() -> findLiving(session, user, assistant))
        .chain(living -> endAll(session, living))
        .chain(() -> databaseNow(session))
        .chain(
            now ->
                session
                    .persist(row(ref, scope, richRequest, authorizedAt, now))
                    .call(session::flush))
        .chain(() -> grantAll(session, ref.link(), authorizedAt, devices))
        .replaceWith(ref);
  }

  /** Two linkings of one user at once happen one after the other; the later one wins. */
  private static Uni<Void> serialize(Mutiny.Session session, UserId user, AssistantId assistant) {
    return session
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(:pair, 0))", Integer.class)
        .setParameter("pair", "link " + user + " " + assistant)
        .getSingleResult()
        .replaceWithVoid();
  }

  private static Uni<List<UUID>> findLiving(
      Mutiny.Session session, UserId user, AssistantId assistant) {
    return session
        .createNativeQuery(
            """
            select id from link
             where user_id = :user and assistant = :assistant and state <> 'REVOKED'
            """,
            UUID.class)
        .setParameter("user", user.value())
        .setParameter("assistant", assistant.value())
        .getResultList();
  }

  private Uni<Void> endAll(Mutiny.Session session, List<UUID> living) {
    return Multi.createFrom()
        .iterable(living)
        .onItem()
        .transformToUniAndConcatenate(id -> end(session, new LinkId(id), SUPERSEDED))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static LinkRow row(
      LinkRef ref, String scope, boolean richRequest, Instant authorizedAt, Instant now) {
    LinkRow row = new LinkRow();
    row.id = ref.link().value();
    row.userId = ref.user().value();
    row.assistant = ref.assistant().value();
    row.state = LinkState.ACTIVE.name();
    row.scope = scope;
    row.richRequest = richRequest;
    row.authorizedAt = authorizedAt;
    row.createdAt = now;
    row.changedAt = now;
    return row;
  }

  private static Uni<Void> grantAll(
      Mutiny.Session session, LinkId link, Instant grantedAt, List<ConsentedDevice> devices) {
    return Multi.createFrom()
        .iterable(devices)
        .onItem()
        .transformToUniAndConcatenate(device -> grant(session, link, grantedAt, device))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Uni<Integer> grant(
      Mutiny.Session session, LinkId link, Instant grantedAt, ConsentedDevice device) {
    String[] actions =
        device.actions().stream().map(Action::wireName).sorted().toArray(String[]::new);
    return session
        .createNativeQuery(
            """
            insert into device_grant (link_id, device_id, actions, epoch, granted_at)
            values (:link, :device, :actions, :epoch, :grantedAt)
            """)
        .setParameter("link", link.value())
        .setParameter("device", device.device().value())
        .setParameter("actions", actions)
        .setParameter("epoch", device.epoch())
        .setParameter("grantedAt", grantedAt)
        .executeUpdate();
  }

  /**
   * Ends a link with everything on it. The sealed upstream token is erased and the device grants
   * end here; issued tokens end because they are read through views that ask for the link's state.
   *
   * @return whether it was alive until now
   */
  public Uni<Boolean> end(Mutiny.Session session, LinkId link, String reason) {
    return changeState(session, link, LinkState.REVOKED, reason)
        .call(
            ended ->
                ended ? endAllOn(session, List.of(link), reason) : Uni.createFrom().voidItem());
  }

  /**
   * Ends many links at once, as {@link #end} does with one.
   *
   * @return how many were alive until now
   */
  public Uni<Integer> endMany(Mutiny.Session session, List<LinkId> links, String reason) {
    if (links.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return session
        .createNativeQuery(
            """
            update link
               set state = 'REVOKED', state_reason = :reason, changed_at = clock_timestamp()
             where id = any (:links) and state <> 'REVOKED'
            """)
        .setParameter("reason", reason)
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .executeUpdate()
        .call(() -> endAllOn(session, links, reason));
  }

  private Uni<Void> endAllOn(Mutiny.Session session, List<LinkId> links, String reason) {
    return upstreamTokens
        .erase(session, links)
        .chain(() -> deviceGrants.endOfLinks(session, links, reason));
  }

  /**
   * Ends the grants of one device in these links; the links live on.
   *
   * @return how many grants were alive until now
   */
  public Uni<Integer> endDevice(
      Mutiny.Session session, List<LinkId> links, DeviceId device, String reason) {
    return session
        .createNativeQuery(
            """
            update device_grant set ended_at = clock_timestamp(), end_reason = :reason
             where link_id = any (:links) and device_id = :device and ended_at is null
            """)
        .setParameter("reason", reason)
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .setParameter("device", device.value())
        .executeUpdate();
  }

  /**
   * Marks that only the user can mend this link. Its issued tokens live on, so that the assistant
   * can be told properly.
   *
   * @return whether it was active until now
   */
  public Uni<Boolean> markNeedsRelink(Mutiny.Session session, LinkId link, String reason) {
    return changeState(session, link, LinkState.NEEDS_RELINK, reason);
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

  private static Uni<Instant> databaseNow(Mutiny.Session session) {
    return session.createNativeQuery("select clock_timestamp()", Instant.class).getSingleResult();
  }
}
