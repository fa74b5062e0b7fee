package dev.hushkey.cli.session;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about the config file. */
@Command(
    name = "profiles",
    description = "List the profiles of the config file.",
    subcommands = ProfilesListCommand.class,
    footer = {"hushkey profiles list"})
public final class ProfilesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command. Use profiles list.");
  }
}
