package dev.hushkey.link;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes and ends links. Every method joins the caller's transaction. */
@ApplicationScoped
public class Links {

  /** The end reason of a link that a newer one of the same user and assistant replaced. */
  public static final String SUPERSEDED = "superseded";

  private final UpstreamTokenStore upstreamTokens;
  private final DeviceGrants deviceGrants;

  @Inject
  Links(UpstreamTokenStore upstreamTokens, DeviceGrants deviceGrants) {
    this.upstreamTokens = upstreamTokens;
    this.deviceGrants = deviceGrants;
  }

  /**
   * Makes a new link with its device grants, and ends the one that it replaces. Of two concurrent
   * linkings of one user, the later one wins.
   */
  public Uni<NewLink> establish(Mutiny.Session session, Consent consent) {
    return EstablishStatement.execute(session, consent)
        .call(outcome -> endAllOn(session, outcome.ended(), SUPERSEDED))
        .chain(
            outcome ->
                outcome.made()
                    ? Uni.createFrom().item(outcome.link())
                    : establish(session, consent));
  }

  /**
   * Ends a link with everything on it. The sealed upstream token is erased and the device grants
   * end here; issued tokens end because they are read through views that check the link's state.
   *
   * @return whether it was alive before
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
   * @return how many were alive before
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
    if (links.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return upstreamTokens
        .erase(session, links)
        .chain(() -> deviceGrants.endOfLinks(session, links, reason));
  }

  /**
   * Ends the grants of one device in these links; the links live on.
   *
   * @return how many grants were alive before
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
   * Marks that only the user can repair this link. Its issued tokens live on, so that the assistant
   * gets a proper error.
   *
   * @return whether it was active before
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
}
