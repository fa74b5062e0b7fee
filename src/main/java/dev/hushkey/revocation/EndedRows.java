package dev.hushkey.revocation;

import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.ScopeSql;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
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
      " and l.state <> 'REVOKED' and l.authorized_at <= :cutOff";

  /**
   * A part of what is to be looked through.
   *
   * @param upTo the last of it: a link, or the scope of a member
   */
  record Page(String upTo, boolean isLast) {}

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

  /** What is next after the task's position: members of its list, or links of its scope. */
  static Uni<Page> nextPage(Mutiny.Session session, SweepTask task) {
    return task.scope() instanceof RevocationScope.OfList list
        ? page(
            session
                .createNativeQuery(
                    """
                    select max(p.scope) as last, count(*) as size
                      from (select c.scope from cut_off c
                             where c.revocation_id = :revocation and c.scope > :after
                             order by c.scope limit :most) as p
                    """,
                    Tuple.class)
                .setParameter("revocation", list.revocation().value()),
            task.position().after(),
            task.chunk())
        : pageOfScope(session, task);
  }

  private static Uni<Page> pageOfScope(Mutiny.Session session, SweepTask task) {
    ScopeSql sql = ScopeSql.of(task.scope());
    Mutiny.SelectionQuery<Tuple> query =
        session.createNativeQuery(
            "select cast((array_agg(p.id order by p.id desc))[1] as text) as last,"
                + " count(*) as size from (select l.id from link l where "
                + sql.named()
                + " and l.state <> 'REVOKED' and l.id > cast(:after as uuid)"
                + " order by l.id limit :most) as p",
            Tuple.class);
    sql.byName().forEach(query::setParameter);
    return page(query, afterLink(task), task.chunk());
  }

  private static Uni<Page> page(Mutiny.SelectionQuery<Tuple> query, String after, int most) {
    return query
        .setParameter("after", after)
        .setParameter("most", most)
        .getSingleResult()
        .map(
            row ->
                new Page(
                    row.get("last", String.class), row.get("size", Number.class).intValue() < most))
        .map(page -> page.upTo() == null ? new Page(after, true) : page);
  }

  private static String afterLink(SweepTask task) {
    return task.position().after().isEmpty() ? FIRST : task.position().after();
  }

  /** What is on that page. */
  static EndedRows ofPage(SweepTask task, Page page) {
    Map<String, Object> values = new TreeMap<>();
    values.put("upTo", page.upTo());
    if (task.scope() instanceof RevocationScope.OfList list) {
      values.put("revocation", list.revocation().value());
      values.put("after", task.position().after());
      return new EndedRows(
          "from cut_off c join link l on l.id = cast(substr(c.scope, 6) as uuid)"
              + " where c.revocation_id = :revocation and c.scope > :after and c.scope <= :upTo"
              + LIVING_LINK,
          "l",
          values);
    }
    ScopeSql sql = ScopeSql.of(task.scope());
    values.putAll(sql.byName());
    values.put("after", afterLink(task));
    return new EndedRows(
        "from link l where "
            + sql.named()
            + " and l.id > cast(:after as uuid) and l.id <= cast(:upTo as uuid)"
            + LIVING_LINK,
        "l",
        values);
  }

  /** The next of them that nobody holds. */
  String select(int most) {
    return "select l.id, l.user_id"
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
