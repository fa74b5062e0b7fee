package dev.hushkey.cli.terminal;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class GlobalOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "The Hushkey server. Default: that of --profile, $$HUSHKEY_URL, $$HUSHKEY_PROFILE, the"
              + " usual profile of the config file, or the last log-in.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "The profile of the config file to use. Default: $$HUSHKEY_PROFILE.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--cells",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description =
          "Instead of one server all cells of [cells.NAME] in the config file, at the same time:"
              + " for revoke and revocations.")
  private Optional<String> cells = Optional.empty();

  @Option(
      names = "--cells-only",
      paramLabel = "CELL,...",
      scope = ScopeType.INHERIT,
      description = "Of --cells, only these.")
  private Optional<String> cellsOnly = Optional.empty();

  @Option(
      names = "--cells-limit",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      defaultValue = "60",
      description =
          "How long to wait for the answers of all cells together. Default: ${DEFAULT-VALUE}")
  private int cellsLimit;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}; json prints the API's answer unchanged, and nothing else, to"
              + " standard output; csv does the same with the rows of a command that lists"
              + " something. Default: ${DEFAULT-VALUE}")
  private OutputFormat output;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show requests, statuses and stack traces; tokens are masked.")
  private boolean verbose;

  public Optional<String> server() {
    return server;
  }

  public Optional<String> profile() {
    return profile;
  }

  /** The name of a group of cells. */
  public Optional<String> cells() {
    return cells;
  }

  /** Some of them, with commas. */
  public Optional<String> cellsOnly() {
    return cellsOnly;
  }

  /** How long cells have to answer; at least a second. */
  public Duration cellsLimit() {
    if (cellsLimit < 1) {
      throw CommandFailure.usage("--cells-limit must be at least 1 second.");
    }
    return Duration.ofSeconds(cellsLimit);
  }

  public boolean json() {
    return output == OutputFormat.JSON;
  }

  public boolean csv() {
    return output == OutputFormat.CSV;
  }

  public boolean verbose() {
    return verbose;
  }
}
