package dev.hushkey.audit;

import dev.hushkey.identity.AccessTokenId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** An event that is ready to be recorded, with the correlation id of the request that it is of. */
public final class AuditEntry {

  private final AuditRow row;
  private final UUID token;
  private final Optional<Seen> seen;

  AuditEntry(AuditRow row, Optional<AccessTokenId> token, Optional<Seen> seen) {
    this.row = row;
    this.token = token.map(AccessTokenId::value).orElse(null);
    this.seen = seen;
  }

  /** The values of all these entries, column by column, as the statement takes them. */
  static Tuple columns(List<AuditEntry> entries, StillTrue condition) {
    Tuple columns =
        AuditRow.columns(
            entries.stream().map(entry -> entry.row).toList(),
            entries.stream().map(entry -> entry.token).toArray(UUID[]::new));
    return condition.aboutSeen()
        ? columns
            .addArrayOfString(
                each(entries, entry -> entry.seen.map(Seen::tokens)).toArray(String[]::new))
            .addArrayOfInteger(
                each(entries, entry -> entry.seen.flatMap(Seen::links)).toArray(Integer[]::new))
        : columns;
  }

  private static <T> Stream<T> each(
      List<AuditEntry> entries, Function<AuditEntry, Optional<T>> read) {
    return entries.stream().map(entry -> read.apply(entry).orElse(null));
  }
}
