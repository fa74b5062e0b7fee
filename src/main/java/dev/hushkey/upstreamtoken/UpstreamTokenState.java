package dev.hushkey.upstreamtoken;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/** The assistant's own tokens, as far as they may be shown: that there are some, and until when. */
public record UpstreamTokenState(
    boolean sealed,
    Instant receivedAt,
    Instant accessExpiresAt,
    String region,
    String eventEndpoint,
    long version) {

  static UpstreamTokenState of(Row row) {
    return new UpstreamTokenState(
        row.getBoolean("sealed"),
        row.getOffsetDateTime("received_at").toInstant(),
        row.getOffsetDateTime("access_expires_at").toInstant(),
        row.getString("region"),
        row.getString("event_endpoint"),
        row.getLong("version"));
  }
}
