package dev.hushkey.upstream.breaker;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * The breaker of one assistant, in each replica for itself. Counted are time-outs, broken
 * connections, answers that make no sense, and 5xx or 429 that do not say when to come back. While
 * it is open, nothing is refreshed and no code exchanged; what needs that answers 503 at once, and
 * tokens that still live are handed out.
 */
public interface BreakerSettings {

  /**
   * How many of the latest calls are judged, 2 to 1000. More: slower to open; fewer: opens by
   * chance.
   */
  @WithDefault("20")
  int calls();

  /** The share of them in percent, 1 to 100, that must have failed for the breaker to open. */
  @WithDefault("50")
  int share();

  /**
   * After how long an open breaker lets one call through. If that is answered, the breaker closes,
   * else it stays open for as long again. Longer: fewer useless calls; shorter: notices sooner that
   * the assistant is back.
   */
  @WithDefault("PT5S")
  Duration pause();
}
