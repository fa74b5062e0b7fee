package dev.hushkey.cli.terminal;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands whose work continues on the server. */
public final class WaitOptions {

  @Option(names = "--wait", description = "Wait until the background work is done.")
  private boolean wait;

  @Mixin private Limit limit;

  /** The option of commands that always wait. */
  public static final class Limit {

    @Option(
        names = "--wait-limit",
        paramLabel = "SECONDS",
        defaultValue = "600",
        description = "How long to wait. Default: ${DEFAULT-VALUE}")
    private int seconds;

    /** How long at most. Ends the command when that is no time. */
    public Duration most() {
      if (seconds < 1) {
        throw CommandFailure.usage("--wait-limit must be at least 1 second.");
      }
      return Duration.ofSeconds(seconds);
    }
  }

  /** How long to wait where a command has to. */
  public Duration most() {
    return limit.most();
  }

  /** How long to wait; empty when not at all. Ends the command when the limit is no time. */
  public Optional<Duration> limit() {
    Duration most = limit.most();
    return wait ? Optional.of(most) : Optional.empty();
  }
}
