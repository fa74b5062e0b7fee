package dev.hushkey.timeout;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long we wait for PostgreSQL and Keycloak, and how long our callers wait for us. Alexa gives
 * up on the token endpoint after 4.5 seconds and on a skill after 8, so each wait ends within
 * {@code answer}. The bounds on Vault are in {@code hushkey.vault}, those on an assistant in its
 * block. The start checks how they relate (docs/adr/0032-every-wait-has-a-bound.md).
 */
@Settings(TimeoutSettings.PREFIX)
public interface TimeoutSettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.timeouts";

  /**
   * When a request is answered with 503 at the latest, at every address of ours. It is the last
   * net: each single wait below, and those on Vault and on assistants, must be shorter. Longer than
   * 4 seconds: Alexa has given up.
   */
  @WithDefault("PT3.5S")
  Duration answer();

  /**
   * The same for revocations of sets and what concerns them: long lists and conditions take time,
   * and whoever asks is an admin. At least {@code answer}. Longer than 30 seconds: the CLI has
   * given up.
   */
  @WithDefault("PT28S")
  Duration revocation();

  /** Waiting for PostgreSQL. */
  Database database();

  /** Waiting for Keycloak. */
  Keycloak keycloak();

  /** The bounds that keep a silent, slow or locked database from holding anything up. */
  interface Database {

    /**
     * For how much longer than {@code statement} we believe that the server keeps its own bound.
     */
    Duration MARGIN = Duration.ofMillis(300);

    /**
     * How long a request waits for a connection, and how long the server may be silent while one is
     * opened. Shorter: more 503 in a rush. Longer: less time for the statements.
     */
    @WithDefault("PT1.5S")
    Duration connection();

    /**
     * How long one statement may take ({@code statement_timeout}). A server that says nothing for
     * 0.3 seconds longer is taken for dead: the connection is closed and leaves the pool.
     */
    @WithDefault("PT1.5S")
    Duration statement();

    /**
     * How long a statement waits for a row or table that another transaction holds ({@code
     * lock_timeout}); shorter than {@code statement}.
     */
    @WithDefault("PT1S")
    Duration lock();

    /**
     * When the server ends a transaction that sends nothing, as a replica's that has lost its power
     * ({@code idle_in_transaction_session_timeout}). Until then its locks hold up others. Shorter
     * than a pause of the garbage collection: transactions of healthy replicas end, too.
     */
    @WithDefault("PT3S")
    Duration idleInTransaction();

    /**
     * How many requests may wait for a connection at once; a further one is answered with 503
     * without waiting.
     */
    @WithDefault("1000")
    int maxWaiting();

    /**
     * The longest that a statement on its own keeps its caller: to get a connection, and to run.
     */
    default Duration longest() {
      return connection().plus(silence());
    }

    /** The longest that we wait for the answer to a statement that was sent. */
    default Duration silence() {
      return silence(statement());
    }

    /** The same for a statement with another bound. */
    static Duration silence(Duration statement) {
      return statement.plus(MARGIN);
    }
  }

  /** The bound on Keycloak's metadata, keys, token endpoint and log-out. */
  interface Keycloak {

    /**
     * How long Keycloak may take for one answer. Opening the connection is bounded by {@code
     * quarkus.oidc.connection-timeout}.
     */
    @WithDefault("PT2.5S")
    Duration answer();
  }

  @Override
  default void check(Mistakes mistakes) {
    Database database = database();
    positive(mistakes, "answer", answer());
    mistakes.check(
        revocation().compareTo(answer()) >= 0,
        PREFIX + ".revocation",
        "must not be shorter than " + PREFIX + ".answer");
    positive(mistakes, "database.connection", database.connection());
    positive(mistakes, "database.statement", database.statement());
    positive(mistakes, "database.lock", database.lock());
    positive(mistakes, "database.idle-in-transaction", database.idleInTransaction());
    positive(mistakes, "keycloak.answer", keycloak().answer());
    mistakes.check(
        database.maxWaiting() >= 1, PREFIX + ".database.max-waiting", "must be at least 1");
    mistakes.check(
        database.lock().compareTo(database.statement()) < 0,
        PREFIX + ".database.lock",
        "must be shorter than " + PREFIX + ".database.statement");
    checkFits(mistakes, PREFIX + ".database.statement", database.longest());
    checkFits(mistakes, PREFIX + ".keycloak.answer", keycloak().answer());
  }

  /**
   * Reports a wait that would outlast the answer.
   *
   * @param key the setting to make shorter
   */
  default void checkFits(Mistakes mistakes, String key, Duration longest) {
    mistakes.check(
        longest.compareTo(answer()) < 0,
        key,
        "with what belongs to it this is "
            + longest
            + ", which must be shorter than "
            + PREFIX
            + ".answer");
  }

  private static void positive(Mistakes mistakes, String name, Duration duration) {
    mistakes.check(
        duration.compareTo(Duration.ofMillis(10)) >= 0,
        PREFIX + "." + name,
        "must be at least PT0.01S");
  }
}
