package dev.hushkey.cli.terminal;

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
