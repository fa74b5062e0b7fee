package dev.hushkey.link;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Ends device grants, many with one statement. Every method joins the caller's transaction. */
@ApplicationScoped
public class DeviceGrants {

  /** Ends all grants of these devices, in every link, because the devices changed owners. */
  public Uni<Void> endOfDevices(Mutiny.Session session, List<DeviceId> devices, String reason) {
    return session
        .createNativeQuery(
            """
            update device_grant set ended_at = clock_timestamp(), end_reason = :reason
             where device_id = any (:devices) and ended_at is null
            """)
        .setParameter("reason", reason)
        .setParameter("devices", devices.stream().map(DeviceId::value).toArray(String[]::new))
        .executeUpdate()
        .replaceWithVoid();
  }

  /** Ends all grants of these links, which end themselves. */
  Uni<Void> endOfLinks(Mutiny.Session session, List<LinkId> links, String reason) {
    return session
        .createNativeQuery(
            """
            update device_grant set ended_at = clock_timestamp(), end_reason = :reason
             where link_id = any (:links) and ended_at is null
            """)
        .setParameter("reason", reason)
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .executeUpdate()
        .replaceWithVoid();
  }
}
