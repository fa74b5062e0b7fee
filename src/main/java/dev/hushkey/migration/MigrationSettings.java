package dev.hushkey.migration;

import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * The command {@code hushkey migrate}, which makes and upgrades the schema as its owner. The
 * service uses none of these; it connects as {@code quarkus.datasource.username}, which owns
 * nothing.
 */
@Settings(MigrationSettings.PREFIX)
public interface MigrationSettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.migration";

  /** An incident is often found weeks later. */
  Duration SHORTEST_RECORD = Duration.ofDays(31);

  /** PostgreSQL has no instants before 4713 BC. */
  Duration FOR_EVER = Duration.ofDays(36500);

  /**
   * The address of the same database for PostgreSQL's JDBC driver, such as {@code
   * jdbc:postgresql://db.example.com:5432/hushkey?sslmode=verify-full&sslrootcert=/etc/hushkey/db-ca.crt}.
   */
  Optional<String> jdbcUrl();

  /** The role that owns the database and all that is in it. */
  @WithDefault("hushkey_owner")
  String username();

  /**
   * The owner's password, for {@code hushkey migrate} alone. The service does not start with it:
   * whoever reads the service's settings could change the record.
   */
  Optional<SecretText> password();

  /**
   * The role that is granted what the service needs. Absent: {@code quarkus.datasource.username}.
   * Set it where the service logs in with names that are made for a while, as by Vault's database
   * engine, to the role that these are members of.
   */
  Optional<String> serviceRole();

  /**
   * How long a migration waits for a lock. While it waits, so does everybody behind it; when it
   * gives up, nothing has changed, and the command can be repeated.
   */
  @WithDefault("PT10S")
  Duration lock();

  /**
   * How long PostgreSQL may be silent before the command gives up. The making of a large index
   * needs more.
   */
  @WithDefault("PT5M")
  Duration silence();

  /**
   * How long the record ({@code audit_event}) is kept; in force from the next {@code hushkey
   * migrate}. Not a setting of the service, since whoever has its password must not shorten the
   * record. What is older goes in whole partitions, so some of it stays up to {@code
   * record-partitions} longer. Longer: more of the disk, and more personal data. At least 31 days;
   * {@code P36500D} is for ever.
   */
  @WithDefault("P400D")
  Duration recordKeptFor();

  /**
   * How much time a partition of the record holds, in UTC; in force from the next {@code hushkey
   * migrate}, for partitions that are not made yet. {@code day} and {@code week}: the disk is freed
   * in smaller pieces; but each query by user looks into every partition, so keep the record for
   * less than a year then.
   */
  @WithDefault("month")
  RecordKeeping.Width recordPartitions();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.checkWhereGuarded(
        password().isEmpty(),
        PREFIX + ".password",
        "is for `hushkey migrate` alone: leave it out of the settings of the service");
    // PostgreSQL and its driver take 0 for "for ever"
    mistakes.check(lock().toMillis() > 0, PREFIX + ".lock", "must be positive");
    mistakes.check(silence().toSeconds() > 0, PREFIX + ".silence", "must be a second or longer");
    mistakes.check(
        recordKeptFor().compareTo(SHORTEST_RECORD) >= 0 && recordKeptFor().compareTo(FOR_EVER) <= 0,
        PREFIX + ".record-kept-for",
        "must be from 31 days to 36500 days, which is for ever");
  }
}
