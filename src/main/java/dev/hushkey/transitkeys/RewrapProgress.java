package dev.hushkey.transitkeys;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The progress of moving a key's ciphertexts.
 *
 * @param skipped changed concurrently; they are tried again
 * @param refused ciphertexts that Vault does not open for their owner: an alarm, see the log
 * @param finishedAt empty while it is running
 */
public record RewrapProgress(
    int targetVersion,
    long rewrapped,
    long skipped,
    long refused,
    Instant startedAt,
    Optional<Instant> finishedAt) {

  static RewrapProgress of(Row row) {
    return new RewrapProgress(
        row.getInteger("target_version"),
        row.getLong("rewrapped"),
        row.getLong("skipped"),
        row.getLong("refused"),
        row.getOffsetDateTime("started_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("finished_at")).map(OffsetDateTime::toInstant));
  }
}
