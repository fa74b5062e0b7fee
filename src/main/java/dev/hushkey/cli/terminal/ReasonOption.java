package dev.hushkey.cli.terminal;

import picocli.CommandLine.Option;

/** The option of commands that go on record with a reason. */
public final class ReasonOption {

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "The reason, kept in the audit trail. Required for every change.")
  private String reason;

  /** The reason; ends the command without one. */
  public String require() {
    if (reason == null || reason.isBlank()) {
      throw CommandFailure.usage("Missing --reason \"...\". It is kept in the audit trail.");
    }
    return reason;
  }
}
