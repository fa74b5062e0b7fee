package dev.hushkey.revocation;

import dev.hushkey.errand.Errands;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.pace.SweepPace;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.ScopeSql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The first half of a sweep: marks the rows that a cut-off has ended, erases sealed tokens, and
 * notes who is to be logged out afterwards. Each chunk is one transaction.
 */
@ApplicationScoped
class CleanUp {

  /**
   * Only the holder of the lease records progress; another's transaction is rolled back. A longer
   * gap between two steps is not work but a pause, an outage, or the turns of other revocations.
   */
  private static final String PROGRESS =
      """
      update revocation
         set swept_links = swept_links + :swept,
             total_links = coalesce(total_links, cast(:total as bigint)),
             swept_in = swept_in
                        + least(clock_timestamp() - coalesce(swept_at, worked_at), interval '10 s'),
             swept_at = clock_timestamp(),
             erased_at = case when :erased then clock_timestamp() end,
             finished_at = case when :finished then clock_timestamp() end,
             swept_to = :sweptTo, left_behind = :leftBehind,
             lease_until = null, failures = greatest(failures - 1, 0),
             failure = cast(:heldUpBy as text),
             try_at = case when :wait then clock_timestamp() + :seconds * interval '1 second' end
       where id = :id and lease = :lease
      """;

  /**
   * The oldest transaction of the service's role that may have begun before the cut-off: it may
   * have made a link that the cut-off ended, which nobody sees before it commits. Bounds of the
   * service end each of its own; those of other roles make no links.
   */
  private static final String EARLIER =
      """
      select a.pid, a.xact_start as since,
             a.xact_start < clock_timestamp() - :usual * interval '1 millisecond' as unusual
        from pg_stat_activity a
        join revocation r on r.id = :id and a.xact_start < r.seen_at
       where a.usename = current_user and a.datname = current_database()
         and a.pid <> pg_backend_pid()
       order by a.xact_start limit 1
      """;

  /** Most transactions end sooner, and nobody need hear that something waits for them. */
  private static final Duration USUAL = Duration.ofSeconds(2);

  /** Between two looks whether they have. */
  private static final Duration FOR_EARLIER = Duration.ofMillis(50);

  private static final String LISTED_USERS =
      "select " + ScopeSql.LISTED_USER + " from cut_off c where c.revocation_id = :revocation";

  private final Mutiny.SessionFactory sessions;
  private final Links links;
  private final LogOuts logOuts;
  private final Errands errands;
  private final SweepPace pace;
  private final RevocationSettings settings;

  @Inject
  CleanUp(
      Mutiny.SessionFactory sessions,
      Links links,
      LogOuts logOuts,
      Errands errands,
      SweepPace pace,
      RevocationSettings settings) {
    this.sessions = sessions;
    this.links = links;
    this.logOuts = logOuts;
    this.errands = errands;
    this.pace = pace;
    this.settings = settings;
  }

  /** What the cut-off has ended, a row for each link or grant. */
  private record Chunk(int size, List<Tuple> rows) {

    List<LinkId> links() {
      return rows.stream().map(row -> new LinkId(row.get("id", UUID.class))).toList();
    }

    List<DeviceId> devices() {
      return rows.stream().map(row -> new DeviceId(row.get("device_id", String.class))).toList();
    }

    boolean isWhole() {
      return rows.size() == size;
    }
  }

  /**
   * How a step has ended.
   *
   * @param later whether what is left is not there for the taking now
   */
  private record Outcome(int swept, boolean left, boolean later, SweepTask.Position position) {

    /** There may be more, soon. */
    Outcome notYet() {
      return new Outcome(swept, true, false, SweepTask.Position.START);
    }
  }

  /**
   * Cleans up one chunk.
   *
   * @return whether that finished the revocation
   */
  Uni<Boolean> step(SweepTask task) {
    return total(task)
        .chain(
            total ->
                sessions.withTransaction(
                    session ->
                        (task.isPaged() ? page(session, task) : chunk(session, task))
                            .chain(outcome -> lastLook(session, task, outcome))
                            .chain(looked -> progress(session, task, looked, total))))
        .call(stepped -> pace.rest(stepped.rest()))
        .map(Stepped::finished);
  }

  /**
   * Counts before the first step, for whoever waits; it is done without when that takes too long.
   */
  private Uni<Optional<Long>> total(SweepTask task) {
    return task.soFar().isNothing()
        ? sessions
            .withSession(session -> EndedRows.ofScope(task.scope()).count(session, task))
            .map(Optional::of)
            .onFailure()
            .recoverWithItem(Optional.empty())
        : Uni.createFrom().item(Optional.empty());
  }

  /** Of few, those that are next, however far in front of them they are. */
  private Uni<Outcome> chunk(Mutiny.Session session, SweepTask task) {
    return nextChunk(session, task, EndedRows.ofScope(task.scope()))
        .call(chunk -> noteUsersOf(session, task, chunk.links()))
        .chain(
            chunk ->
                end(session, task, chunk)
                    .chain(
                        swept ->
                            isAnyLeft(session, task, chunk)
                                .map(
                                    left ->
                                        new Outcome(
                                            swept,
                                            left,
                                            left && !chunk.isWhole(),
                                            SweepTask.Position.START))));
  }

  /**
   * Of many: looks at the next thousand, of which perhaps few are ended, and notes where it was.
   * What others had locked is looked at again by another pass.
   */
  private Uni<Outcome> page(Mutiny.Session session, SweepTask task) {
    return EndedRows.takePage(session, task)
        .call(page -> noteUsersOf(session, task, page.links()))
        .chain(
            page ->
                links
                    .endLocked(session, page.links(), Ending.of(task.id()))
                    .map(swept -> outcome(swept, page, task.position())));
  }

  private static Outcome outcome(int swept, EndedRows.Page page, SweepTask.Position position) {
    boolean behind = page.leftBehind() || position.leftBehind();
    return page.isLast()
        ? new Outcome(swept, behind, behind, SweepTask.Position.START)
        : new Outcome(swept, true, false, new SweepTask.Position(page.upTo(), behind));
  }

  /** Skips rows that others have locked, and comes back for them. */
  private static Uni<Chunk> nextChunk(Mutiny.Session session, SweepTask task, EndedRows ended) {
    return ended
        .query(session, task, ended.select(task.chunk()), Tuple.class)
        .getResultList()
        .map(rows -> new Chunk(task.chunk(), rows));
  }

  private Uni<Void> noteUsersOf(Mutiny.Session session, SweepTask task, List<LinkId> links) {
    return task.cut().endSessions()
        ? logOuts.noteUsersOf(session, task, links)
        : Uni.createFrom().voidItem();
  }

  private Uni<Integer> end(Mutiny.Session session, SweepTask task, Chunk chunk) {
    return task.scope().isOfDevices()
        ? links.endGrants(session, chunk.links(), chunk.devices(), Ending.of(task.id()))
        : links.endLocked(session, chunk.links(), Ending.of(task.id()));
  }

  private static Uni<Boolean> isAnyLeft(Mutiny.Session session, SweepTask task, Chunk chunk) {
    return chunk.isWhole()
        ? Uni.createFrom().item(true)
        : EndedRows.ofScope(task.scope()).areLeft(session, task);
  }

  /**
   * An outcome, and how long to rest after it.
   *
   * @param least even where no pace asks for it
   * @param heldUpBy what it waits for, if that is worth telling
   */
  private record Looked(Outcome outcome, Duration least, Optional<String> heldUpBy) {

    static Looked noRest(Outcome outcome) {
      return new Looked(outcome, Duration.ZERO, Optional.empty());
    }

    static Looked again(Outcome outcome, Optional<String> heldUpBy) {
      return new Looked(outcome.notYet(), FOR_EARLIER, heldUpBy);
    }
  }

  /** Nothing is left for good only once nothing under way can bring more. */
  private static Uni<Looked> lastLook(Mutiny.Session session, SweepTask task, Outcome outcome) {
    if (outcome.left()) {
      return Uni.createFrom().item(Looked.noRest(outcome));
    }
    return session
        .createNativeQuery(EARLIER, Tuple.class)
        .setParameter("id", task.id().value())
        .setParameter("usual", USUAL.toMillis())
        .getSingleResultOrNull()
        .chain(
            earlier ->
                earlier == null
                    ? EndedRows.ofScope(task.scope())
                        .areLeft(session, task)
                        .map(
                            left ->
                                left
                                    ? Looked.again(outcome, Optional.empty())
                                    : Looked.noRest(outcome))
                    : Uni.createFrom().item(Looked.again(outcome, describe(earlier))));
  }

  /** For an operator, who can end it. */
  private static Optional<String> describe(Tuple earlier) {
    return earlier.get("unusual", Boolean.class)
        ? Optional.of(
            "a transaction of the service's role, open since %s (process %d of PostgreSQL)"
                .formatted(
                    earlier
                        .get("since", OffsetDateTime.class)
                        .toInstant()
                        .truncatedTo(ChronoUnit.SECONDS),
                    earlier.get("pid", Integer.class)))
        : Optional.empty();
  }

  /** What the step was to the whole, and how long to rest after it. */
  private record Stepped(boolean finished, Duration rest) {}

  private Uni<Stepped> progress(
      Mutiny.Session session, SweepTask task, Looked looked, Optional<Long> total) {
    Outcome outcome = looked.outcome();
    Uni<Void> usersOfTheScope =
        outcome.left() || !task.cut().endSessions()
            ? Uni.createFrom().voidItem()
            : namedUsers(session, task).chain(users -> logOuts.note(session, task, users));
    return usersOfTheScope
        .chain(() -> isFinished(session, task, outcome))
        .chain(
            finished ->
                record(session, task, looked, total, finished)
                    .invoke(CleanUp::requireOurs)
                    .chain(() -> pace.use(session, outcome.swept()))
                    .map(
                        rest ->
                            new Stepped(
                                finished,
                                outcome.left() ? longer(rest, looked.least()) : Duration.ZERO)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Uni<Boolean> isFinished(Mutiny.Session session, SweepTask task, Outcome outcome) {
    return outcome.left() || task.cut().endSessions()
        ? Uni.createFrom().item(false)
        : errands.areLeft(session, task.id()).map(left -> !left);
  }

  private Uni<Integer> record(
      Mutiny.Session session,
      SweepTask task,
      Looked looked,
      Optional<Long> total,
      boolean finished) {
    Outcome outcome = looked.outcome();
    return session
        .createNativeQuery(PROGRESS)
        .setParameter("swept", outcome.swept())
        .setParameter("total", total.orElse(null))
        .setParameter("erased", !outcome.left())
        .setParameter("finished", finished)
        .setParameter("wait", outcome.later())
        .setParameter("sweptTo", outcome.position().after())
        .setParameter("leftBehind", outcome.position().leftBehind())
        .setParameter("heldUpBy", looked.heldUpBy().orElse(null))
        .setParameter("seconds", settings.sweepEvery().toMillis() / 1000.0)
        .setParameter("id", task.id().value())
        .setParameter("lease", task.lease())
        .executeUpdate();
  }

  /** Somebody whose account was taken over is logged out, whether or not a link was made yet. */
  private static Uni<List<String>> namedUsers(Mutiny.Session session, SweepTask task) {
    if (!task.cut().whole()) {
      return Uni.createFrom().item(List.of());
    }
    return switch (task.scope()) {
      case RevocationScope.OfUser of -> Uni.createFrom().item(List.of(of.user().value()));
      case RevocationScope.OfList list when list.members() == RevocationScope.ListOf.USERS ->
          session
              .createNativeQuery(LISTED_USERS, String.class)
              .setParameter("revocation", list.revocation().value())
              .getResultList();
      default -> Uni.createFrom().item(List.of());
    };
  }

  private static void requireOurs(int changed) {
    if (changed != 1) {
      throw new IllegalStateException("another replica has taken this revocation over");
    }
  }
}
