package dev.hushkey.cli.revocations;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Past revocations and their background work. */
@Command(
    name = "revocations",
    description =
        "Show revocations, decide those of other admins, and let background work rest or go on.",
    subcommands = {
      RevocationsListCommand.class,
      RevocationsShowCommand.class,
      RevocationsWatchCommand.class,
      RevocationsApproveCommand.class,
      RevocationsRejectCommand.class,
      RevocationsPauseCommand.class,
      RevocationsResumeCommand.class,
      RevocationsShredCommand.class,
    },
    footer = {
      "hushkey revocations list --unfinished",
      "hushkey revocations show 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"
    })
public final class RevocationsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command. Use revocations list, show, watch, approve, reject, pause, resume or"
            + " shred.");
  }
}
