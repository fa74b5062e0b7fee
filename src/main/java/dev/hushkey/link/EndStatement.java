package dev.hushkey.link;

import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.SealedText;
import dev.hushkey.sql.Rows;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The one statement that ends links with all that belongs to them. Whoever executes it has locked
 * them by an earlier one: tokens that were stored while it waited for a lock would not be in its
 * snapshot, and would survive.
 *
 * <p>What belongs to them is found by an array, and so always by its key. In a join PostgreSQL goes
 * by how many links live according to its statistics, which are wrong while a sweep ends them: it
 * reads whole tables, or compares every row with every other. Nor does it get the index of living
 * grants by {@code ended_at is null}, and read that (ADR 98).
 */
final class EndStatement {

  /** Links that live. */
  private static final String END =
      """
      update link
         set state = 'REVOKED', state_reason = :reason, changed_at = clock_timestamp()
       where id = any (:links) and state <> 'REVOKED'
      returning id, user_id, assistant
      """;

  /** Links that the caller's transaction has ended. */
  private static final String ENDED =
      "select id, user_id, assistant from link where id = any (:links)";

  private static final String REST =
      """
      with ended as (%s),
      %s,
      granted as (
        update device_grant g set ended_at = clock_timestamp(), end_reason = :reason
         where g.link_id = any (array (select l.id from ended l))
           and coalesce(g.ended_at, 'infinity') = 'infinity'),
      recorded as (%s)
      %s
      """;

  /** Its columns are all that is asked for where nothing is left to do at an assistant. */
  private static final String NUMBER = "select count(*) as number from ended";

  /** Links, and then tokens that were taken, which have no user. */
  private static final String EACH =
      """
      select l.assistant, l.id as link_id, l.user_id, cast(null as text) as sealed from ended l
      union all
      select null, h.link_id, null, h.sealed from held h
      """;

  private final Mutiny.Session session;
  private final AuditTrail.ForEachLink record;
  private final Ending ending;

  EndStatement(Mutiny.Session session, AuditTrail audit, Ending ending) {
    this.session = session;
    this.record = audit.forEachLink(ending.ofLink(), "from ended l");
    this.ending = ending;
  }

  /**
   * What was ended.
   *
   * @param taken sealed tokens of assistants that are to revoke them
   */
  record Ended(List<LinkRef> links, Map<LinkId, SealedText> taken) {}

  /** Ends living links; how many there were. */
  Uni<Integer> end(List<LinkId> links) {
    String statement = REST.formatted(END, UpstreamTokenStore.ERASED, record.insert(), NUMBER);
    return bind(session.createNativeQuery(statement, Long.class), links)
        .getSingleResult()
        .map(Long::intValue);
  }

  /**
   * Ends living links.
   *
   * @param revokers whose tokens are given back
   */
  Uni<Ended> endAndTake(List<LinkId> links, Set<AssistantId> revokers) {
    return take(END, links, revokers);
  }

  /** Ends what belongs to links that the caller's transaction has ended. */
  Uni<Ended> endWithLinks(List<LinkId> links, Set<AssistantId> revokers) {
    return take(ENDED, links, revokers);
  }

  private Uni<Ended> take(String ended, List<LinkId> links, Set<AssistantId> revokers) {
    String statement = REST.formatted(ended, UpstreamTokenStore.TAKEN, record.insert(), EACH);
    return bind(session.createNativeQuery(statement, Tuple.class), links)
        .setParameter("revokers", revokers.stream().map(AssistantId::value).toArray(String[]::new))
        .getResultList()
        .map(EndStatement::ended);
  }

  private <T> Mutiny.SelectionQuery<T> bind(Mutiny.SelectionQuery<T> query, List<LinkId> links) {
    record.bind(query::setParameter);
    return query
        .setParameter("reason", ending.reason())
        .setParameter("links", links.stream().map(LinkId::value).toArray(UUID[]::new));
  }

  private static Ended ended(List<Tuple> rows) {
    List<LinkRef> links = new ArrayList<>();
    Map<LinkId, SealedText> taken = new HashMap<>();
    for (Tuple row : rows) {
      String sealed = row.get("sealed", String.class);
      if (sealed == null) {
        links.add(Rows.link(row));
      } else {
        taken.put(new LinkId(row.get("link_id", UUID.class)), new SealedText(sealed));
      }
    }
    return new Ended(links, taken);
  }
}
