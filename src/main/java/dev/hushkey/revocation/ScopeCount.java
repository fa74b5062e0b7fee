package dev.hushkey.revocation;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.preview.Found;
import dev.hushkey.revocation.selection.ScopeSql;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Subjects;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts the living links that cut-offs of scopes would end. */
final class ScopeCount {

  private static final int MEMBERS_PER_STATEMENT = 2000;

  private static final String OF_LINKS = " from current_link l where l.state <> 'REVOKED' and ";

  private static final String OF_DEVICES =
      " from current_device_grant g join current_link l on l.id = g.link_id"
          + " where g.live and l.state <> 'REVOKED' and ";

  private ScopeCount() {}

  /** Looks up the links in which a rule would end a device. */
  static Uni<Found> ofDevices(Selection.Rule rule, Pool pool) {
    ScopeSql sql = ScopeSql.of(rule.scope());
    List<Object> values = new ArrayList<>(sql.values());
    String bound = until(rule.at(), true, values);
    return pool.preparedQuery(
            "select distinct cast(l.id as text), l.user_id" + OF_DEVICES + sql.condition() + bound)
        .execute(Tuple.from(values))
        .map(
            rows -> {
              Found found = new Found();
              rows.forEach(row -> found.add(row.getString(0), row.getString(1)));
              return found;
            });
  }

  private static String until(Optional<Instant> at, boolean ofDevices, List<Object> values) {
    return at.map(
            instant -> {
              values.add(instant.atOffset(ZoneOffset.UTC));
              return (ofDevices ? " and g.granted_at <= $" : " and l.authorized_at <= $")
                  + values.size();
            })
        .orElse("");
  }

  /**
   * The same for a list, in parts that stay far from the time limit of one statement. Of devices, a
   * link may be in two parts, and so may its user.
   */
  static Uni<Found> of(Selection.Members list, Pool pool) {
    Subjects subjects = list.subjects();
    List<String> members = members(subjects);
    String condition = condition(subjects);
    List<Object> fixed = new ArrayList<>();
    fixed.add("the members");
    subjects.assistant().map(AssistantId::value).ifPresent(fixed::add);
    String ofAssistant = fixed.size() == 2 ? " and l.assistant = $2" : "";
    boolean ofDevices = !subjects.devices().isEmpty();
    String statement =
        "select distinct cast(l.id as text), l.user_id"
            + (ofDevices ? OF_DEVICES : OF_LINKS)
            + condition
            + ofAssistant
            + until(list.at(), ofDevices, fixed);
    return Multi.createFrom()
        .iterable(members)
        .group()
        .intoLists()
        .of(MEMBERS_PER_STATEMENT)
        .onItem()
        .transformToUniAndConcatenate(
            some -> {
              List<Object> values = new ArrayList<>(fixed);
              values.set(0, some.toArray(String[]::new));
              return pool.preparedQuery(statement).execute(Tuple.from(values));
            })
        .collect()
        .in(
            Found::new,
            (found, rows) -> rows.forEach(row -> found.add(row.getString(0), row.getString(1))));
  }

  private static List<String> members(Subjects subjects) {
    if (!subjects.devices().isEmpty()) {
      return subjects.devices().stream().map(DeviceId::value).toList();
    }
    return subjects.links().isEmpty()
        ? subjects.users().stream().map(UserId::value).toList()
        : subjects.links().stream().map(LinkId::toString).toList();
  }

  private static String condition(Subjects subjects) {
    if (!subjects.devices().isEmpty()) {
      return "g.device_id = any ($1::text[])";
    }
    return subjects.links().isEmpty()
        ? "l.user_id = any ($1::text[])"
        : "l.id = any (cast($1::text[] as uuid[]))";
  }
}
