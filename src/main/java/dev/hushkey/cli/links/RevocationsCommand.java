package dev.hushkey.cli.links;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows past revocations. */
@Command(
    name = "revocations",
    description = "Show a revocation and the progress of its background work.",
    subcommands = RevocationsShowCommand.class,
    footer = {"hushkey revocations show 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"})
public final class RevocationsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command. Use revocations show.");
  }
}
