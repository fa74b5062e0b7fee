package dev.hushkey.timeline;

import java.time.Duration;

/**
 * What one look at the database told.
 *
 * @param known what the database has on record
 * @param silent for how long no replica has written to it
 * @param standby whether the server only follows another one
 * @param server what the server says of itself; meaningless for a standby
 */
public record TimelineFacts(Known known, Duration silent, boolean standby, Server server) {

  /**
   * The history on record.
   *
   * @param restores how often the owner has said what a restore lost
   */
  public record Known(long system, int timeline, int restores) {}

  /**
   * The server's own history.
   *
   * @param system PostgreSQL's identifier of the cluster
   * @param timeline of the write-ahead log
   * @param durable up to where that log is on disk, in bytes
   */
  public record Server(long system, int timeline, long durable) {}
}
