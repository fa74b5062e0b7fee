package dev.hushkey.link;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is left on links that have ended, and how it is put away. */
final class LinkCleanup {

  private LinkCleanup() {}

  /**
   * Erases the sealed upstream tokens and ends the device grants of these links, each with one
   * statement whatever their number. Issued tokens end because they are read through views that ask
   * for the link's state.
   */
  static Uni<Void> erase(Mutiny.Session session, List<UUID> links, String reason) {
    UUID[] ids = links.toArray(UUID[]::new);
    return update(
            session,
            ids,
            """
            update upstream_token
               set sealed = null, version = version + 1, lease_until = null
             where link_id = any (:links) and sealed is not null
            """)
        .chain(() -> endGrants(session, ids, reason));
  }

  private static Uni<Void> update(Mutiny.Session session, UUID[] links, String statement) {
    return session
        .createNativeQuery(statement)
        .setParameter("links", links)
        .executeUpdate()
        .replaceWithVoid();
  }

  private static Uni<Void> endGrants(Mutiny.Session session, UUID[] links, String reason) {
    return session
        .createNativeQuery(
            """
            update device_grant set ended_at = clock_timestamp(), end_reason = :reason
             where link_id = any (:links) and ended_at is null
            """)
        .setParameter("reason", reason)
        .setParameter("links", links)
        .executeUpdate()
        .replaceWithVoid();
  }
}
