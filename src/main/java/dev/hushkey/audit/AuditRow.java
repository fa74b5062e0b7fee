package dev.hushkey.audit;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** No column of the table: the access token that asks. */
  private static final String TOKEN = "token_id";

  private static final Set<String> UUIDS = Set.of("link_id", "revocation_id", TOKEN);

  private static final String INSERT = "insert into audit_event (%s) values (%s)";

  /** For the pool: the parameters are {@link #inOrder}. */
  static final String NUMBERED = after(0);

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

  /** What says which link it is. */
  private static final Map<String, String> OF_LINK =
      Map.of("user_id", "l.user_id", "assistant", "l.assistant", "link_id", "l.id");

  private final Map<String, Object> values = new HashMap<>();

  AuditRow(String kind, Actor actor, String outcome) {
    values.put("kind", kind);
    values.put("actor", actor.value());
    values.put("actor_subject", actor.subject().orElse(null));
    values.put("actor_client", actor.client().orElse(null));
    values.put("outcome", outcome);
  }

  private static String typeOf(String column) {
    return UUIDS.contains(column) ? "uuid" : "text";
  }

  private static String insert(Function<String, String> parameter) {
    return INSERT.formatted(
        String.join(", ", COLUMNS),
        COLUMNS.stream().map(parameter).collect(Collectors.joining(", ")));
  }

  /** For the pool, behind so many other parameters: then come {@link #inOrder}. */
  static String after(int others) {
    return insert(column -> "$" + (others + COLUMNS.indexOf(column) + 1));
  }

  /**
   * For the pool and any number of entries: the parameters are {@link #columns}, and then what
   * {@link Seen} has. It inserts those that do not say {@code allowed} or for which the condition
   * holds, and returns for each its number, whether it was inserted, and how many were. The arrays
   * are sub-selects so that their length changes no plan (ADR 91).
   */
  static String onlyIf(String condition, boolean aboutSeen) {
    List<String> names = new ArrayList<>(COLUMNS);
    names.add(TOKEN);
    List<String> types = new ArrayList<>(names.stream().map(AuditRow::typeOf).toList());
    if (aboutSeen) {
      names.addAll(List.of("seen", "links"));
      types.addAll(List.of("text", "integer"));
    }
    return """
      with e as materialized (
        select e.*, e.outcome <> 'allowed' or (%s) as holds
          from unnest(%s) with ordinality as e (%s, n)),
      written as (
        insert into audit_event (%s) select %4$s from e where holds order by n returning 1)
      select n, holds, (select count(*) from written) from e order by n
      """
        .formatted(
            condition,
            IntStream.range(0, types.size())
                .mapToObj(i -> "(select $%d::%s[])".formatted(i + 1, types.get(i)))
                .collect(Collectors.joining(", ")),
            String.join(", ", names),
            String.join(", ", COLUMNS));
  }

  /**
   * For a session: a row for each of these links, {@code l}; the parameters are {@link
   * #forEachButLink}.
   */
  static String forEachLink(String fromLinks) {
    return "insert into audit_event (%s) select %s"
            .formatted(
                String.join(", ", COLUMNS),
                COLUMNS.stream()
                    .map(
                        column ->
                            OF_LINK.getOrDefault(
                                column, "cast(:" + column + " as " + typeOf(column) + ")"))
                    .collect(Collectors.joining(", ")))
        + " "
        + fromLinks;
  }

  /**
   * The values of all these rows, column by column.
   *
   * @param tokens for each of them the access token that asks, or null
   */
  static Tuple columns(List<AuditRow> rows, UUID[] tokens) {
    Tuple columns = Tuple.tuple();
    for (String column : COLUMNS) {
      if (UUIDS.contains(column)) {
        columns.addArrayOfUUID(values(rows, column, UUID[]::new));
      } else {
        columns.addArrayOfString(values(rows, column, String[]::new));
      }
    }
    return columns.addArrayOfUUID(tokens);
  }

  private static <T> T[] values(List<AuditRow> rows, String column, IntFunction<T[]> array) {
    return rows.stream().map(row -> row.values.get(column)).toArray(array);
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

  void forEachButLink(BiConsumer<String, Object> setParameter) {
    COLUMNS.stream()
        .filter(column -> !OF_LINK.containsKey(column))
        .forEach(column -> setParameter.accept(column, values.get(column)));
  }

  void forEach(BiConsumer<String, Object> setParameter) {
    COLUMNS.forEach(column -> setParameter.accept(column, values.get(column)));
  }
}
