package dev.hushkey.account.connected;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user's living links with their devices, read by one statement: one row per device. */
final class ConnectedRows {

  /** Links of one assistant in the order of their consents, so that they keep their places. */
  static final String STATEMENT =
      """
      select l.id, l.user_id, l.assistant, l.state, l.authorized_at, u.last_used_at,
             g.device_id, g.actions, o.name, o.room
        from current_link l
        join link_use u on u.link_id = l.id
        left join current_device_grant g on g.link_id = l.id and g.live
        left join ownership o on o.device_id = g.device_id
       where l.user_id = $1 and l.state <> 'REVOKED'
       order by l.assistant, l.authorized_at, l.id, o.room, o.name, g.device_id
      """;

  private ConnectedRows() {}

  /** The links, in the order of the rows. */
  static List<ConnectedAssistant> read(RowSet<Row> rows, UserId user) {
    Map<LinkId, ConnectedAssistant> byLink = new LinkedHashMap<>();
    for (Row row : rows) {
      LinkRef link = link(row);
      requireOwner(link, user);
      ConnectedAssistant connected =
          byLink.computeIfAbsent(link.link(), _ -> withoutDevices(link, row));
      device(row).ifPresent(connected.devices()::add);
    }
    return List.copyOf(byLink.values());
  }

  /** The owner is read from the row and not from the question. */
  private static void requireOwner(LinkRef link, UserId user) {
    if (!link.user().equals(user)) {
      throw new IllegalStateException("asked for the links of one user, got another's");
    }
  }

  private static ConnectedAssistant withoutDevices(LinkRef link, Row row) {
    return new ConnectedAssistant(
        link,
        LinkState.valueOf(row.getString("state")),
        row.getOffsetDateTime("authorized_at").toInstant(),
        lastUse(row),
        new ArrayList<>());
  }

  private static Optional<Instant> lastUse(Row row) {
    return Optional.ofNullable(row.getOffsetDateTime("last_used_at"))
        .map(OffsetDateTime::toInstant);
  }

  private static LinkRef link(Row row) {
    return new LinkRef(
        new AssistantId(row.getString("assistant")),
        new LinkId(row.getUUID("id")),
        new UserId(row.getString("user_id")));
  }

  private static Optional<ConnectedAssistant.Device> device(Row row) {
    return Optional.ofNullable(row.getString("device_id"))
        .map(
            id ->
                new ConnectedAssistant.Device(
                    new DeviceId(id),
                    row.getString("name"),
                    row.getString("room"),
                    actions(row.getArrayOfStrings("actions"))));
  }

  private static Set<Action> actions(String[] wireNames) {
    return Stream.of(wireNames).map(Action::from).collect(Collectors.toUnmodifiableSet());
  }
}
