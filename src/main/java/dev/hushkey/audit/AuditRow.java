package dev.hushkey.audit;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
          "outcome",
          "detail",
          "user_id",
          "assistant",
          "link_id",
          "device_id",
          "action",
          "revocation_id",
          "correlation_id");

  private static final String INSERT = "insert into audit_event (%s) values (%s)";

  /** For the pool: the parameters are {@link #inOrder}. */
  static final String NUMBERED = insert(column -> "$" + (COLUMNS.indexOf(column) + 1));

  /** For a session: the parameters are {@link #forEach}. */
  static final String NAMED = insert(column -> ":" + column);

  private final Map<String, Object> values = new HashMap<>();

  AuditRow(String kind, Actor actor, String outcome) {
    values.put("kind", kind);
    values.put("actor", actor.value());
    values.put("outcome", outcome);
  }

  private static String insert(Function<String, String> parameter) {
    return INSERT.formatted(
        String.join(", ", COLUMNS),
        COLUMNS.stream().map(parameter).collect(Collectors.joining(", ")));
  }

  AuditRow detail(String detail) {
    return with("detail", detail);
  }

  AuditRow user(UserId user) {
    return with("user_id", user.value());
  }

  AuditRow assistant(AssistantId assistant) {
    return with("assistant", assistant.value());
  }

  AuditRow link(LinkRef link) {
    return user(link.user()).assistant(link.assistant()).with("link_id", link.link().value());
  }

  AuditRow device(DeviceId device) {
    return with("device_id", device.value());
  }

  AuditRow device(DeviceId device, Action action) {
    return device(device).with("action", action.wireName());
  }

  AuditRow revocation(RevocationId revocation) {
    return with("revocation_id", revocation.value());
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

  void forEach(BiConsumer<String, Object> setParameter) {
    COLUMNS.forEach(column -> setParameter.accept(column, values.get(column)));
  }
}
