package dev.hushkey.cli.terminal;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of commands whose work continues on the server. */
public final class WaitOptions {

  @Option(names = "--wait", description = "Wait until the background work is done.")
  private boolean wait;

  @Option(
      names = "--wait-limit",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long to wait. Default: ${DEFAULT-VALUE}")
  private int limit;

  /** How long to wait where a command has to. */
  public Duration most() {
    limit();
    return Duration.ofSeconds(limit);
  }

  /** How long to wait; empty when not at all. Ends the command when the limit is no time. */
  public Optional<Duration> limit() {
    if (limit < 1) {
      throw CommandFailure.usage("--wait-limit must be at least 1 second.");
    }
    return wait ? Optional.of(Duration.ofSeconds(limit)) : Optional.empty();
  }
}
