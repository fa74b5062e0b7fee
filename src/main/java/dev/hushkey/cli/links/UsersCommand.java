package dev.hushkey.cli.links;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Users. */
@Command(
    name = "users",
    description = "Erase users.",
    subcommands = {UsersEraseCommand.class})
public final class UsersCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? users erase");
  }
}
