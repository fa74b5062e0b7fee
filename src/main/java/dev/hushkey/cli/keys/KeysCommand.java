package dev.hushkey.cli.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows and replaces signing keys. */
@Command(
    name = "keys",
    description = "List and rotate the keys that sign access tokens.",
    subcommands = {KeysListCommand.class, KeysRotateCommand.class})
public final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command. Use keys list or keys rotate.");
  }
}
