package dev.hushkey.revocation;

import dev.hushkey.identity.LinkId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.ScopeSql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The first half of a sweep: marks the rows that a cut-off has ended, erases sealed tokens, and
 * notes who is to be logged out afterwards. Each chunk is one transaction.
 */
@ApplicationScoped
class CleanUp {

  /** Only the holder of the lease records progress; another's transaction is rolled back. */
  private static final String PROGRESS =
      """
      update revocation
         set swept_links = swept_links + :swept,
             erased_at = case when :erased then clock_timestamp() end,
             finished_at = case when :erased and not end_sessions then clock_timestamp() end,
             lease_until = null, failures = greatest(failures - 1, 0), failure = null,
             try_at = case when :wait then clock_timestamp() + :seconds * interval '1 second' end
       where id = :id and lease = :lease
      """;

  private final Mutiny.SessionFactory sessions;
  private final Links links;
  private final LogOuts logOuts;
  private final RevocationSettings settings;

  @Inject
  CleanUp(
      Mutiny.SessionFactory sessions, Links links, LogOuts logOuts, RevocationSettings settings) {
    this.sessions = sessions;
    this.links = links;
    this.logOuts = logOuts;
    this.settings = settings;
  }

  /** Some links that the cut-off has ended, and their users. */
  private record Chunk(int size, List<LinkId> links, List<String> users) {

    static Chunk of(int size, List<Tuple> rows) {
      return new Chunk(
          size,
          rows.stream().map(row -> new LinkId(row.get("id", UUID.class))).toList(),
          rows.stream().map(row -> row.get("user_id", String.class)).distinct().toList());
    }

    boolean isWhole() {
      return links.size() == size;
    }
  }

  /**
   * Cleans up one chunk.
   *
   * @return whether that finished the revocation
   */
  Uni<Boolean> step(SweepTask task) {
    return sessions.withTransaction(
        session ->
            nextChunk(session, task)
                .call(chunk -> noteUsers(session, task, chunk.users()))
                .chain(chunk -> end(session, task, chunk)));
  }

  /** Skips rows that others have locked, and comes back for them. */
  private static Uni<Chunk> nextChunk(Mutiny.Session session, SweepTask task) {
    String ended = ended(task.scope());
    String locked = task.scope() instanceof RevocationScope.OfDevice ? "g" : "l";
    return query(
            session,
            task,
            "select l.id, l.user_id "
                + ended
                + " order by l.id limit "
                + task.chunk()
                + " for no key update of "
                + locked
                + " skip locked",
            Tuple.class)
        .getResultList()
        .map(rows -> Chunk.of(task.chunk(), rows));
  }

  /** What the cut-off has ended although its row does not say so yet. */
  private static String ended(RevocationScope scope) {
    String condition = ScopeSql.of(scope).named();
    return scope instanceof RevocationScope.OfDevice
        ? "from device_grant g join link l on l.id = g.link_id where "
            + condition
            + " and g.ended_at is null and g.granted_at <= :cutOff"
        : "from link l where "
            + condition
            + " and l.state <> 'REVOKED' and l.authorized_at <= :cutOff";
  }

  private static <T> Mutiny.SelectionQuery<T> query(
      Mutiny.Session session, SweepTask task, String statement, Class<T> type) {
    Mutiny.SelectionQuery<T> query = session.createNativeQuery(statement, type);
    ScopeSql.of(task.scope()).byName().forEach(query::setParameter);
    return query.setParameter("cutOff", task.cutOffAt());
  }

  private Uni<Void> noteUsers(Mutiny.Session session, SweepTask task, List<String> users) {
    return task.endSessions() ? logOuts.note(session, task, users) : Uni.createFrom().voidItem();
  }

  private Uni<Boolean> end(Mutiny.Session session, SweepTask task, Chunk chunk) {
    return end(session, task, chunk.links())
        .chain(
            swept ->
                isAnyLeft(session, task, chunk)
                    .chain(left -> progress(session, task, chunk, swept, left)));
  }

  private Uni<Integer> end(Mutiny.Session session, SweepTask task, List<LinkId> ids) {
    return task.scope() instanceof RevocationScope.OfDevice scope
        ? links.endDevice(session, ids, scope.device(), Ending.of(task.id()))
        : links.endMany(session, ids, Ending.of(task.id()));
  }

  private static Uni<Boolean> isAnyLeft(Mutiny.Session session, SweepTask task, Chunk chunk) {
    return chunk.isWhole()
        ? Uni.createFrom().item(true)
        : query(session, task, "select exists (select " + ended(task.scope()) + ")", Boolean.class)
            .getSingleResult();
  }

  private Uni<Boolean> progress(
      Mutiny.Session session, SweepTask task, Chunk chunk, int swept, boolean left) {
    Uni<Void> userOfTheScope =
        left ? Uni.createFrom().voidItem() : noteUsers(session, task, namedUsers(task.scope()));
    return userOfTheScope
        .chain(
            () ->
                session
                    .createNativeQuery(PROGRESS)
                    .setParameter("swept", swept)
                    .setParameter("erased", !left)
                    .setParameter("wait", left && !chunk.isWhole())
                    .setParameter("seconds", settings.sweepEvery().toMillis() / 1000.0)
                    .setParameter("id", task.id().value())
                    .setParameter("lease", task.lease())
                    .executeUpdate())
        .invoke(CleanUp::requireOurs)
        .replaceWith(!left && !task.endSessions());
  }

  /** Somebody whose account was taken over is logged out, whether or not a link was made yet. */
  private static List<String> namedUsers(RevocationScope scope) {
    return scope instanceof RevocationScope.OfUser of ? List.of(of.user().value()) : List.of();
  }

  private static void requireOurs(int changed) {
    if (changed != 1) {
      throw new IllegalStateException("another replica has taken this revocation over");
    }
  }
}
