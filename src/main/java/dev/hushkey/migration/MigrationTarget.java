package dev.hushkey.migration;

import dev.hushkey.secret.SecretText;
import java.time.Duration;

/**
 * Which database is migrated, as whom, and for whom.
 *
 * @param jdbcUrl such as {@code jdbc:postgresql://db.example.com:5432/hushkey?sslmode=verify-full}
 * @param owner the role that migrates and owns everything
 * @param serviceRole the role that gets what the service needs
 * @param lock how long to wait for a lock
 * @param silence how long the server may be silent
 * @param keeping how the record is kept
 */
public record MigrationTarget(
    String jdbcUrl,
    String owner,
    SecretText password,
    String serviceRole,
    Duration lock,
    Duration silence,
    RecordKeeping keeping) {

  /** With the usual limits. */
  public static MigrationTarget of(
      String jdbcUrl, String owner, SecretText password, String serviceRole) {
    return new MigrationTarget(
        jdbcUrl,
        owner,
        password,
        serviceRole,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        RecordKeeping.USUAL);
  }
}
