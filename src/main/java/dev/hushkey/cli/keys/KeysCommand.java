package dev.hushkey.cli.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows, replaces and withdraws signing keys. */
@Command(
    name = "keys",
    description = "List, rotate and withdraw the keys that sign tokens.",
    subcommands = {KeysListCommand.class, KeysRotateCommand.class, KeysWithdrawCommand.class},
    footer = {"hushkey keys list"})
public final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command. Use keys list, keys rotate or keys withdraw.");
  }
}
