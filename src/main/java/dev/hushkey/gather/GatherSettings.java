package dev.hushkey.gather;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How concurrent hand-outs, checks and exchanges share statements: those that arrive while a
 * statement is running share the next one. Each of the two stages, deciding and recording, has such
 * a queue for each kind of question.
 */
@Settings(GatherSettings.PREFIX)
public interface GatherSettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.gather";

  /** More would only compete for the connections of the pool. */
  int MAX_CALLS = 16;

  /** A statement with more would be slower for each of them. */
  int MAX_ITEMS = 1000;

  /**
   * How many statements of one kind may run at once, 1 to 16; each takes a connection. More: more
   * of PostgreSQL's processors are busy, and fewer questions share a statement.
   */
  @WithDefault("2")
  int maxConcurrentStatements();

  /** How many questions one statement may carry, 1 to 1000. */
  @WithDefault("200")
  int maxItems();

  /**
   * How many questions of one kind may wait; the next one is answered with 503 at once. PostgreSQL
   * decides some thousands in half a second.
   */
  @WithDefault("4000")
  int maxQueued();

  /**
   * How long a question may wait for its statement; then it is answered with 503, and nothing was
   * asked. Longer: work for callers who may have given up.
   */
  @WithDefault("PT1S")
  Duration longestWait();

  @Override
  default void check(Mistakes mistakes) {
    checkRange(mistakes, "max-concurrent-statements", maxConcurrentStatements(), MAX_CALLS);
    checkRange(mistakes, "max-items", maxItems(), MAX_ITEMS);
    checkRange(mistakes, "max-queued", maxQueued(), Integer.MAX_VALUE);
    mistakes.check(
        longestWait().compareTo(Duration.ofMillis(10)) >= 0,
        PREFIX + ".longest-wait",
        "must be at least PT0.01S");
  }

  private static void checkRange(Mistakes mistakes, String setting, int value, int most) {
    mistakes.check(
        value >= 1 && value <= most, PREFIX + "." + setting, "must be a number from 1 to " + most);
  }
}
