package dev.hushkey.revocation;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.link.UserDecisions;
import dev.hushkey.revocation.preview.Found;
import dev.hushkey.revocation.selection.Conditions;
import dev.hushkey.revocation.selection.MatchSql;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Subjects;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The links that are selected by what they are like, which no scope says: they are looked up, and
 * counted or cut off by the same statements
 * (docs/adr/0063-a-selection-is-a-rule-or-is-looked-up.md).
 */
@ApplicationScoped
class MatchingLinks {

  /**
   * For all statements together. The admin's CLI waits for 30 seconds; a revocation that has begun
   * to commit must have answered by then.
   */
  static final Duration LIMIT = Duration.ofSeconds(25);

  /** Members of a list, or users, that one statement looks at; far from its time limit. */
  private static final int PER_STATEMENT = 2_000;

  /** Where a user's record is looked through, which may have a thousand lines. */
  private static final int PER_STATEMENT_WITH_USE = 1000;

  private static final String CUT_OFF =
      """
      , cut as (
        insert into cut_off (revocation_id, scope, at, made_at, end_sessions)
        select r.id, 'link:' || m.id, r.cut_off_at, r.made_at, r.end_sessions
          from matched m, revocation r
         where r.id = :revocation and m.authorized_at <= r.cut_off_at
        returning 1)
      select page.last, (select count(*) from cut) as cut from page
      """;

  /** What a cut-off has ended already is not counted, although its row may not say so yet. */
  private static final String COUNT =
      """
      select alive.user_id, cast(alive.id as text) as link, page.last
        from page
        left join (select c.user_id, c.id
                     from matched m join current_link c on c.id = m.id and c.state <> 'REVOKED')
               as alive on true
      """;

  private static final String COUNT_DEVICES =
      """
      select alive.user_id, cast(alive.link_id as text) as link, page.last
        from page
        left join (select distinct g.user_id, g.link_id
                     from matched m
                     join current_device_grant g on g.link_id = m.id
                      and g.live and g.link_state <> 'REVOKED'
                      and g.device_id = any (cast(:devices as text[]))) as alive on true
      """;

  private static final String GRANTS =
      """
      select g.link_id as id, g.device_id, page.last
        from page
        left join (matched m
                   join device_grant g on g.link_id = m.id and g.ended_at is null
                    and g.device_id = any (cast(:devices as text[]))
                   join revocation r on r.id = :revocation and m.authorized_at <= r.cut_off_at)
          on true
      """;

  private static final String ENDED =
      "update revocation set swept_links = swept_links + :ended where id = :revocation";

  private final UserDecisions decisions;
  private final Links links;

  @Inject
  MatchingLinks(UserDecisions decisions, Links links) {
    this.decisions = decisions;
    this.links = links;
  }

  /** Counts them; where devices are named, the links with a living grant of one. */
  Uni<Found> count(Mutiny.Session session, Selection.Matching selection) {
    boolean ofDevices = !selection.subjects().devices().isEmpty();
    Found found = new Found();
    return each(
            selection,
            part ->
                query(session, selection, part, ofDevices ? COUNT_DEVICES : COUNT)
                    .getResultList()
                    .invoke(
                        rows ->
                            rows.stream()
                                .filter(row -> row.get("link", String.class) != null)
                                .forEach(
                                    row ->
                                        found.add(
                                            row.get("link", String.class),
                                            row.get("user_id", String.class))))
                    .map(MatchingLinks::last))
        .map(_ -> found);
  }

  /**
   * Ends them in the caller's transaction, which has made the revocation: links each by a cut-off
   * of its own, devices by the end of their grants. Consents that are no links yet end first, where
   * they are selected: whoever turns one into a link from now on waits for this transaction and is
   * refused, and whoever did so before has a link that is found.
   *
   * @return how many cut-offs that made
   */
  Uni<Integer> end(Mutiny.Session session, RevocationId id, Selection.Matching selection) {
    return selection.subjects().devices().isEmpty()
        ? overtakeConsents(session, selection).chain(() -> cutOff(session, id, selection))
        : endGrants(session, id, selection).replaceWith(0);
  }

  private static Uni<Integer> cutOff(
      Mutiny.Session session, RevocationId id, Selection.Matching selection) {
    AtomicInteger cut = new AtomicInteger();
    return each(
            selection,
            part ->
                query(session, selection, part, CUT_OFF)
                    .setParameter("revocation", id.value())
                    .getResultList()
                    .invoke(
                        rows ->
                            rows.forEach(
                                row -> cut.addAndGet(row.get("cut", Number.class).intValue())))
                    .map(MatchingLinks::last))
        .map(_ -> cut.get());
  }

  /** No scope names a device in one link, so these end as their rows will say for good. */
  private Uni<Void> endGrants(
      Mutiny.Session session, RevocationId id, Selection.Matching selection) {
    return each(
        selection,
        part ->
            query(session, selection, part, GRANTS)
                .setParameter("revocation", id.value())
                .getResultList()
                .call(rows -> endGrants(session, id, rows))
                .map(MatchingLinks::last));
  }

  private Uni<Integer> endGrants(Mutiny.Session session, RevocationId id, List<Tuple> rows) {
    List<Tuple> grants = rows.stream().filter(row -> row.get("id") != null).toList();
    return links
        .endGrants(
            session,
            grants.stream().map(row -> new LinkId(row.get("id", UUID.class))).toList(),
            grants.stream().map(row -> new DeviceId(row.get("device_id", String.class))).toList(),
            Ending.of(id))
        .chain(
            ended ->
                session
                    .createNativeQuery(ENDED)
                    .setParameter("ended", ended)
                    .setParameter("revocation", id.value())
                    .executeUpdate());
  }

  private Uni<Void> overtakeConsents(Mutiny.Session session, Selection.Matching selection) {
    Subjects subjects = selection.subjects();
    Conditions where = selection.where();
    return where.areOfAuthorization() && subjects.links().isEmpty()
        ? decisions.overtake(
            session,
            new UserDecisions.Consents(
                subjects.assistant(),
                subjects.users(),
                where.authorized().after(),
                where.authorized().before()))
        : Uni.createFrom().voidItem();
  }

  private static String last(List<Tuple> rows) {
    return rows.isEmpty() ? null : rows.getFirst().get("last", String.class);
  }

  /** Does something for each part of what is to be looked at, in time. */
  private static Uni<Void> each(
      Selection.Matching selection, Function<MatchSql.Part, Uni<String>> statement) {
    long end = System.nanoTime() + LIMIT.toNanos();
    Function<MatchSql.Part, Uni<String>> inTime =
        part ->
            Uni.createFrom()
                .deferred(
                    () -> {
                      requireTime(end);
                      return statement.apply(part);
                    });
    int size = selection.where().asksForUse() ? PER_STATEMENT_WITH_USE : PER_STATEMENT;
    Optional<List<MatchSql.Part>> listed = MatchSql.Part.ofLists(selection.subjects(), size);
    return listed
        .map(
            parts ->
                Multi.createFrom()
                    .iterable(parts)
                    .onItem()
                    .transformToUniAndConcatenate(part -> inTime.apply(part).replaceWithVoid())
                    .collect()
                    .last()
                    .replaceWithVoid())
        .orElseGet(() -> eachUser(inTime, size));
  }

  /** Users in their order, so that none is in two parts. */
  private static Uni<Void> eachUser(Function<MatchSql.Part, Uni<String>> statement, int size) {
    return Multi.createBy()
        .repeating()
        .<String[], String>uni(
            () -> new String[] {""},
            after ->
                statement
                    .apply(new MatchSql.Part.UsersAfter(after[0], size))
                    .map(last -> last == null ? "" : last)
                    .invoke(last -> after[0] = last))
        .whilst(last -> !last.isEmpty())
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static void requireTime(long end) {
    if (System.nanoTime() > end) {
      throw FailureException.malformed(
          "selector",
          "has more links to look at than %d seconds allow, and nothing was changed: narrow it, or"
                  .formatted(LIMIT.toSeconds())
              + " revoke without the conditions");
    }
  }

  private static Mutiny.SelectionQuery<Tuple> query(
      Mutiny.Session session, Selection.Matching selection, MatchSql.Part part, String end) {
    MatchSql sql = MatchSql.of(selection, part);
    Mutiny.SelectionQuery<Tuple> query =
        session.createNativeQuery(sql.statement() + end, Tuple.class);
    sql.values().forEach(query::setParameter);
    if (end.contains(":devices")) {
      query.setParameter("devices", MatchSql.devices(selection, part));
    }
    return query;
  }
}
