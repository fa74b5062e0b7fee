package dev.hushkey.audit;

import dev.hushkey.identity.AccessTokenId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An event that is ready to be recorded, with the correlation id of the request that it is of. */
public final class AuditEntry {

  private final AuditRow row;
  private final UUID token;

  AuditEntry(AuditRow row, Optional<AccessTokenId> token) {
    this.row = row;
    this.token = token.map(AccessTokenId::value).orElse(null);
  }

  /** The values of all these entries, column by column, as the statement takes them. */
  static Tuple columns(List<AuditEntry> entries) {
    return AuditRow.columns(
        entries.stream().map(entry -> entry.row).toList(),
        entries.stream().map(entry -> entry.token).toArray(UUID[]::new));
  }
}
