package dev.hushkey.cli.links;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about one user. */
@Command(
    name = "users",
    description = "Erase the tokens of a user.",
    subcommands = {UsersEraseCommand.class},
    footer = {"hushkey users erase USER --reason \"asked by the customer\""})
public final class UsersCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command. Use users erase.");
  }
}
