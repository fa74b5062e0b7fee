package dev.hushkey.revocation;

import dev.hushkey.identity.LinkId;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.ScopeSql;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What a cut-off has ended although its row does not say so yet, as the end of a statement.
 *
 * @param from from where, and the condition; named parameters, of which {@code :cutOff} is the
 *     instant
 * @param locked the alias of the rows that end, which others may hold
 */
record EndedRows(String from, String locked, Map<String, Object> values) {

  private static final String FIRST = "00000000-0000-0000-0000-000000000000";

  private static final String LIVING_LINK =
      " and nullif(l.state, 'REVOKED') is not null and l.authorized_at <= :cutOff";

  /** Those of a page that have ended and that nobody else holds, locked; and what the page was. */
  private static final String TAKE_PAGE =
      """
      with page as materialized (%s),
      ended as materialized (%s),
      taken as materialized (
        select l.id from link l
         where l.id = any (array(select e.id from ended e)) %s
         order by l.id for no key update of l skip locked)
      select (select max(p.at) from page p) as last, (select count(*) from page) as size,
             (select count(*) from ended) as ended,
             (select string_agg(cast(t.id as text), ',') from taken t) as links
      """;

  /** Members of a list of links. */
  private static final String PAGE_OF_LIST =
      """
      select c.scope as at from cut_off c
       where c.revocation_id = :revocation and c.scope > :after
       order by c.scope limit :most
      """;

  private static final String ENDED_OF_LIST =
      "select l.id from page p join link l on l.id = cast(substr(p.at, 6) as uuid) where true"
          + LIVING_LINK;

  private static final String PAGE_OF_SCOPE =
      """
      select cast(l.id as text) as at, l.id, l.authorized_at from link l
       where %s and nullif(l.state, 'REVOKED') is not null and l.id > cast(:after as uuid)
       order by l.id limit :most
      """;

  private static final String ENDED_OF_SCOPE =
      "select p.id from page p where p.authorized_at <= :cutOff";

  /**
   * A part of what is to be looked through.
   *
   * @param upTo the last of it: a link, or the scope of a member
   * @param links those that have ended, locked
   * @param leftBehind whether others hold some that have ended
   */
  record Page(String upTo, boolean isLast, List<LinkId> links, boolean leftBehind) {}

  /** All of a scope. */
  static EndedRows ofScope(RevocationScope scope) {
    ScopeSql sql = ScopeSql.of(scope);
    return scope.isOfDevices()
        ? new EndedRows(
            "from device_grant g join link l on l.id = g.link_id where "
                + sql.named()
                + " and g.ended_at is null and g.granted_at <= :cutOff",
            "g",
            sql.byName())
        : new EndedRows("from link l where " + sql.named() + LIVING_LINK, "l", sql.byName());
  }

  /**
   * Takes what is next after the task's position: members of its list, or links of its scope. One
   * that others hold, or were faster to end, is left behind.
   */
  static Uni<Page> takePage(Mutiny.Session session, SweepTask task) {
    Map<String, Object> values = new TreeMap<>();
    String statement;
    if (task.scope() instanceof RevocationScope.OfList list) {
      statement = TAKE_PAGE.formatted(PAGE_OF_LIST, ENDED_OF_LIST, LIVING_LINK);
      values.put("revocation", list.revocation().value());
      values.put("after", task.position().after());
    } else {
      ScopeSql sql = ScopeSql.of(task.scope());
      statement =
          TAKE_PAGE.formatted(PAGE_OF_SCOPE.formatted(sql.named()), ENDED_OF_SCOPE, LIVING_LINK);
      values.putAll(sql.byName());
      values.put("after", task.position().after().isEmpty() ? FIRST : task.position().after());
    }
    Mutiny.SelectionQuery<Tuple> query = session.createNativeQuery(statement, Tuple.class);
    values.forEach(query::setParameter);
    return query
        .setParameter("cutOff", task.cut().at())
        .setParameter("most", task.chunk())
        .getSingleResult()
        .map(row -> page(row, task));
  }

  private static Page page(Tuple row, SweepTask task) {
    String links = row.get("links", String.class);
    List<LinkId> taken =
        links == null ? List.of() : Arrays.stream(links.split(",")).map(LinkId::from).toList();
    String last = row.get("last", String.class);
    return new Page(
        last == null ? task.position().after() : last,
        row.get("size", Long.class) < task.chunk(),
        taken,
        row.get("ended", Long.class) > taken.size());
  }

  /** The next of them that nobody holds. */
  String select(int most) {
    return "select l.id"
        + (locked.equals("g") ? ", g.device_id " : " ")
        + from
        + " order by l.id limit "
        + most
        + " for no key update of "
        + locked
        + " skip locked";
  }

  /**
   * Whether there are any, whoever holds them. In order, so that it steps through an index of
   * living links: the planner still takes all of them for living, and would read the table.
   */
  Uni<Boolean> areLeft(Mutiny.Session session, SweepTask task) {
    return query(
            session,
            task,
            "select exists (select from (select 1 " + from + " order by l.id limit 1) as one)",
            Boolean.class)
        .getSingleResult();
  }

  /** How many there are. */
  Uni<Long> count(Mutiny.Session session, SweepTask task) {
    return query(session, task, "select count(*) " + from, Long.class).getSingleResult();
  }

  <T> Mutiny.SelectionQuery<T> query(
      Mutiny.Session session, SweepTask task, String statement, Class<T> type) {
    Mutiny.SelectionQuery<T> query = session.createNativeQuery(statement, type);
    values.forEach(query::setParameter);
    return query.setParameter("cutOff", task.cut().at());
  }
}
