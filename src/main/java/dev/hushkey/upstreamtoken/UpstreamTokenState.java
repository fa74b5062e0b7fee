package dev.hushkey.upstreamtoken;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What may be shown of the assistant's own tokens: that they exist, and when they expire. */
@Schema(
    description = "What may be shown of the assistant's own tokens.",
    requiredProperties = {
      "sealed",
      "receivedAt",
      "accessExpiresAt",
      "region",
      "eventEndpoint",
      "version"
    })
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
