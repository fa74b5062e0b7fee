package dev.hushkey.cli.terminal;

import java.time.Duration;

/** How a command waits between two polls. */
@FunctionalInterface
public interface Pause {

  /** Returns after this time. */
  void last(Duration time) throws InterruptedException;
}
