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
      description = "The Hushkey to talk to. Else $HUSHKEY_URL, else that of the last log-in.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}; json is the API's answer as it is, alone on standard output."
              + " Default: ${DEFAULT-VALUE}")
  private OutputFormat output;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show requests and statuses, tokens masked, and stack traces.")
  private boolean verbose;

  public Optional<String> server() {
    return server;
  }

  public boolean json() {
    return output == OutputFormat.JSON;
  }

  public boolean verbose() {
    return verbose;
  }
}
