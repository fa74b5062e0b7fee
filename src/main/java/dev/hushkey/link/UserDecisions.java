package dev.hushkey.link;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The latest decision of each user about each assistant. What descends from a consent and is not a
 * link yet (a code, an attempt in the app) carries the instant of that decision, and is dead once
 * the same user has made a newer one about the same assistant
 * (docs/adr/0029-the-latest-decision-of-the-user-wins.md).
 *
 * <p>Every method joins the caller's transaction and locks the decision. Lock an attempt before it
 * and links after it: as all transactions do so, no two wait for each other.
 */
@ApplicationScoped
public class UserDecisions {

  /**
   * Later than the decision before and than the cut-offs in force, even if the clock of the
   * database went back (docs/adr/0031-a-cut-off-shares-no-row.md).
   */
  private static final String INSTANT = "after_all_cut_offs() ";

  private static final String REPLACE =
      """
      on conflict (user_id, assistant) do update
         set kind = excluded.kind,
             decided_at = greatest(excluded.decided_at, d.decided_at + interval '1 microsecond')
      """;

  private static final String DECIDE =
      """
      with about as (
        select cast(:user as text) as user_id, cast(:assistant as text) as assistant)
      insert into user_decision as d (user_id, assistant, kind, decided_at)
      select user_id, assistant, :kind,\s"""
          + INSTANT
          + "from about "
          + REPLACE
          + "returning d.decided_at";

  private static final String DECIDE_ON_LINK =
      """
      with about as (
        select user_id, assistant from link where id = :link and user_id = :user)
      insert into user_decision as d (user_id, assistant, kind, decided_at)
      select user_id, assistant, :kind,\s"""
          + INSTANT
          + "from about "
          + REPLACE
          + "returning d.assistant";

  /**
   * The lock makes this wait for a decision under way, and judges what that one left. It also puts
   * the linkings of one user with one assistant in line, so that each counts the links of those
   * before: links-per-user holds on all replicas.
   */
  private static final String STANDS =
      """
      select 1 from current_decision d
       where d.user_id = :user and d.assistant = :assistant and d.decided_at = :at and d.live
         for no key update of d
      """;

  /**
   * Within longer than a code or an attempt in the app lives: what descends from an older consent
   * is a link, or is over. Two admins at once lock them in one order.
   */
  private static final String OVERTAKE =
      """
      update user_decision d
         set kind = 'REVOKED',
             decided_at = greatest(after_all_cut_offs(), d.decided_at + interval '1 microsecond')
       where (d.user_id, d.assistant) in (
         select c.user_id, c.assistant from user_decision c
          where c.kind = 'CONSENTED'
            and c.decided_at >= greatest(:after, statement_timestamp() - interval '1 hour')
            and c.decided_at < :before
            and (:assistant = '' or c.assistant = :assistant)
            and (cardinality(cast(:users as text[])) = 0
                 or c.user_id = any (cast(:users as text[])))
          order by c.user_id, c.assistant for no key update)
      """;

  private static final Instant EVER = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  /**
   * Consents.
   *
   * @param users empty: of any user
   * @param after at this instant or later
   */
  public record Consents(
      Optional<AssistantId> assistant,
      List<UserId> users,
      Optional<Instant> after,
      Optional<Instant> before) {}

  /** What a user can decide about an assistant. A refusal to consent decides nothing. */
  public enum Kind {
    /** To link it, on the consent page or in the company's app. */
    CONSENTED,
    /** To allow an existing link less. */
    NARROWED,
    /** To end a link, on the page or in the company's app. */
    DISCONNECTED
  }

  /**
   * Makes this the latest decision.
   *
   * @return its instant, by the database's clock
   */
  public Uni<Instant> decide(
      Mutiny.Session session, UserId user, AssistantId assistant, Kind kind) {
    return session
        .createNativeQuery(DECIDE, Instant.class)
        .setParameter("user", user.value())
        .setParameter("assistant", assistant.value())
        .setParameter("kind", kind.name())
        .getSingleResult();
  }

  /**
   * Makes this the latest decision about the assistant of a link, alive or not.
   *
   * @return the link; empty, and nothing was decided, when it is not this user's
   */
  Uni<Optional<LinkRef>> decideOn(Mutiny.Session session, UserId user, LinkId link, Kind kind) {
    return session
        .createNativeQuery(DECIDE_ON_LINK, String.class)
        .setParameter("user", user.value())
        .setParameter("link", link.value())
        .setParameter("kind", kind.name())
        .getResultList()
        .map(List::stream)
        .map(found -> found.findFirst().map(a -> new LinkRef(new AssistantId(a), link, user)));
  }

  /**
   * Whether the decision of this instant is still the latest and not cut off. Until the transaction
   * ends, the user's next decision about this assistant waits, and so does the next linking.
   */
  public Uni<Boolean> stands(
      Mutiny.Session session, UserId user, AssistantId assistant, Instant at) {
    return session
        .createNativeQuery(STANDS, Integer.class)
        .setParameter("user", user.value())
        .setParameter("assistant", assistant.value())
        .setParameter("at", at)
        .getResultList()
        .map(found -> !found.isEmpty());
  }

  /**
   * Makes what these consents may still become worth nothing, because an admin revoked them: codes,
   * and attempts in the app. Links that they have become are not concerned.
   */
  public Uni<Void> overtake(Mutiny.Session session, Consents consents) {
    return session
        .createNativeQuery(OVERTAKE)
        .setParameter("after", consents.after().orElse(EVER))
        .setParameter("before", consents.before().orElse(NEVER))
        .setParameter("assistant", consents.assistant().map(AssistantId::value).orElse(""))
        .setParameter("users", consents.users().stream().map(UserId::value).toArray(String[]::new))
        .executeUpdate()
        .replaceWithVoid();
  }
}
