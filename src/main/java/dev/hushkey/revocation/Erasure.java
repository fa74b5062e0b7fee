package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.selection.RevocationScope;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Erases every token of a user: a revocation that also cleans up the rows before it returns instead
 * of leaving them to the sweep.
 */
@ApplicationScoped
public class Erasure {

  private static final String OF_USER =
      """
      select id from link
       where user_id = :user and state <> 'REVOKED' and authorized_at <= :cutOff
      """;

  private final Revocations revocations;
  private final RevocationRecords records;
  private final Links links;
  private final Mutiny.SessionFactory sessions;

  @Inject
  Erasure(
      Revocations revocations,
      RevocationRecords records,
      Links links,
      Mutiny.SessionFactory sessions) {
    this.revocations = revocations;
    this.records = records;
    this.links = links;
    this.sessions = sessions;
  }

  /** Ends and erases everything of the user; the audit trail shows it as a revocation. */
  public Uni<Revocation> erase(UserId user, Revocation.Cause cause, Actor actor) {
    return revocations
        .revoke(new RevocationScope.OfUser(user, Optional.empty()), cause, actor, false)
        .call(revocation -> putAway(user, revocation))
        .chain(revocation -> records.require(revocation.id()));
  }

  private Uni<Integer> putAway(UserId user, Revocation revocation) {
    return sessions.withTransaction(
        session ->
            session
                .createNativeQuery(OF_USER, UUID.class)
                .setParameter("user", user.value())
                .setParameter("cutOff", revocation.instants().cutOffAt())
                .getResultList()
                .map(ids -> ids.stream().map(LinkId::new).toList())
                .chain(ids -> end(session, ids, revocation)));
  }

  private Uni<Integer> end(Mutiny.Session session, List<LinkId> ids, Revocation revocation) {
    return links.endMany(session, ids, Ending.of(revocation.id()));
  }
}
