package dev.hushkey.handout.decision;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.seal.SealedText;
import io.vertx.mutiny.sqlclient.Row;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads facts from the rows of {@link DecisionStatement}. */
final class FactRows {

  private FactRows() {}

  static Facts facts(Row row) {
    return new Facts(
        Optional.ofNullable(row.getString("owner")).map(UserId::new),
        row.getBoolean("owner_unknown"),
        link(row),
        grant(row));
  }

  static Optional<Facts.Link> link(Row row) {
    return ref(row, "link_id", "link_assistant", "link_user")
        .map(
            ref ->
                new Facts.Link(
                    ref,
                    LinkState.valueOf(row.getString("link_state")),
                    row.getBoolean("link_replaced")));
  }

  private static Optional<Facts.Grant> grant(Row row) {
    return ref(row, "grant_link", "grant_assistant", "grant_user")
        .map(
            ref ->
                new Facts.Grant(
                    ref,
                    new DeviceId(row.getString("grant_device")),
                    row.getBoolean("grant_live"),
                    actions(row.getArrayOfStrings("grant_actions"))));
  }

  private static Set<Action> actions(String[] wireNames) {
    return Stream.of(wireNames).map(Action::from).collect(Collectors.toUnmodifiableSet());
  }

  static Optional<TokenFacts> token(Row row) {
    return ref(row, "token_link", "token_assistant", "token_user")
        .map(
            ref ->
                new TokenFacts(
                    ref,
                    row.getBoolean("token_live"),
                    Optional.ofNullable(row.getArrayOfStrings("token_actions"))
                        .map(FactRows::actions)));
  }

  private static Optional<LinkRef> ref(Row row, String link, String assistant, String user) {
    UUID id = row.getUUID(link);
    return id == null
        ? Optional.empty()
        : Optional.of(
            new LinkRef(
                new AssistantId(row.getString(assistant)),
                new LinkId(id),
                new UserId(row.getString(user))));
  }

  static Optional<UpstreamFacts> upstream(Row row) {
    return Optional.ofNullable(row.getString("sealed"))
        .map(
            ciphertext ->
                new UpstreamFacts(
                    new SealedAccess(new SealedText(ciphertext), row.getBoolean("alone")),
                    instant(row, "now"),
                    instant(row, "received_at"),
                    instant(row, "access_expires_at"),
                    URI.create(row.getString("event_endpoint")),
                    row.getLong("version"),
                    row.getBoolean("leased")));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
