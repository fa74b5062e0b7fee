package dev.hushkey.audit;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One row of the audit trail, as far as the event fills it. The database assigns number and
 * instant, and refuses to change a row.
 */
final class AuditRow {

  private static final List<String> COLUMNS =
      List.of(
          "kind",
          "actor",
          "actor_subject",
          "actor_client",
          "outcome",
          "detail",
          "user_id",
          "other_user_id",
          "assistant",
          "link_id",
          "device_id",
          "action",
          "revocation_id",
          "correlation_id");

  private static final Set<String> UUIDS = Set.of("link_id", "revocation_id");

  private static final String INSERT = "insert into audit_event (%s) values (%s)";

  /** For the pool: the parameters are {@link #inOrder}. */
  static final String NUMBERED = insert(column -> "$" + (COLUMNS.indexOf(column) + 1));

  private static final String ONLY_IF =
      "insert into audit_event (%s) select e.* from (select %s) as e (%s)"
          .formatted(
              String.join(", ", COLUMNS),
              COLUMNS.stream()
                  .map(column -> "$" + (COLUMNS.indexOf(column) + 1) + typeOf(column))
                  .collect(Collectors.joining(", ")),
              String.join(", ", COLUMNS));

  /** For a session: the parameters are {@link #forEach}. */
  static final String NAMED = insert(column -> ":" + column);

  /** For a session and any number of rows: the parameters are {@link #forEachColumn}. */
  static final String MANY =
      "insert into audit_event (%s) select %s from unnest(%s) as e (%s)"
          .formatted(
              String.join(", ", COLUMNS),
              COLUMNS.stream().map(AuditRow::fromText).collect(Collectors.joining(", ")),
              COLUMNS.stream()
                  .map(column -> "cast(:" + column + " as text[])")
                  .collect(Collectors.joining(", ")),
              String.join(", ", COLUMNS));

  private final Map<String, Object> values = new HashMap<>();

  AuditRow(String kind, Actor actor, String outcome) {
    values.put("kind", kind);
    values.put("actor", actor.value());
    values.put("actor_subject", actor.subject().orElse(null));
    values.put("actor_client", actor.client().orElse(null));
    values.put("outcome", outcome);
  }

  private static String typeOf(String column) {
    return UUIDS.contains(column) ? "::uuid" : "::text";
  }

  private static String insert(Function<String, String> parameter) {
    return INSERT.formatted(
        String.join(", ", COLUMNS),
        COLUMNS.stream().map(parameter).collect(Collectors.joining(", ")));
  }

  /** As {@link #NUMBERED}, but an event that says {@code allowed} must still be true. */
  static String onlyIf(StillTrue condition) {
    return ONLY_IF
        + " where e.outcome <> 'allowed' or ("
        + condition.from(COLUMNS.size() + 1)
        + ")";
  }

  AuditRow detail(String detail) {
    return with("detail", detail);
  }

  AuditRow user(UserId user) {
    return with("user_id", user.value());
  }

  /** A second user whom the event is about, such as the former owner of a device. */
  AuditRow otherUser(UserId user) {
    return with("other_user_id", user.value());
  }

  AuditRow assistant(AssistantId assistant) {
    return with("assistant", assistant.value());
  }

  AuditRow link(LinkRef link) {
    return user(link.user()).assistant(link.assistant()).link(link.link());
  }

  AuditRow link(LinkId link) {
    return with("link_id", link.value());
  }

  AuditRow device(DeviceId device) {
    return with("device_id", device.value());
  }

  AuditRow device(DeviceId device, Action action) {
    return device(device).with("action", action.wireName());
  }

  AuditRow revocation(Optional<RevocationId> revocation) {
    return with("revocation_id", revocation.map(RevocationId::value).orElse(null));
  }

  AuditRow correlation(String id) {
    return with("correlation_id", id);
  }

  private AuditRow with(String column, Object value) {
    values.put(column, value);
    return this;
  }

  /** A value for each column; null for those that the event does not have. */
  List<Object> inOrder() {
    return COLUMNS.stream().map(values::get).toList();
  }

  /** The values of all these rows, column by column. */
  static void forEachColumn(List<AuditRow> rows, BiConsumer<String, String[]> setParameter) {
    for (String column : COLUMNS) {
      setParameter.accept(
          column,
          rows.stream()
              .map(row -> Objects.toString(row.values.get(column), null))
              .toArray(String[]::new));
    }
  }

  private static String fromText(String column) {
    return UUIDS.contains(column) ? "cast(" + column + " as uuid)" : column;
  }

  void forEach(BiConsumer<String, Object> setParameter) {
    COLUMNS.forEach(column -> setParameter.accept(column, values.get(column)));
  }
}
