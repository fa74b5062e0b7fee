package dev.hushkey.link;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Ends device grants, many with one statement. Every method joins the caller's transaction. */
@ApplicationScoped
public class DeviceGrants {

  private final AuditTrail audit;

  @Inject
  DeviceGrants(AuditTrail audit) {
    this.audit = audit;
  }

  /**
   * Ends all grants of these devices, in every link, because the devices changed owners, and puts
   * each on record.
   */
  public Uni<Void> endOfDevices(Mutiny.Session session, List<DeviceId> devices, Ending ending) {
    return session
        .createNativeQuery(
            """
            update device_grant g set ended_at = clock_timestamp(), end_reason = :reason
              from link l
             where l.id = g.link_id and g.device_id = any (:devices) and g.ended_at is null
            returning l.assistant, g.link_id, l.user_id, g.device_id
            """,
            Tuple.class)
        .setParameter("reason", ending.reason())
        .setParameter("devices", devices.stream().map(DeviceId::value).toArray(String[]::new))
        .getResultList()
        .map(rows -> rows.stream().map(row -> ended(row, ending)).toList())
        .chain(ended -> audit.recordAll(session, ended));
  }

  private static AuditEvent ended(Tuple row, Ending ending) {
    return ending.ofGrant(Rows.link(row), new DeviceId(row.get("device_id", String.class)));
  }
}
