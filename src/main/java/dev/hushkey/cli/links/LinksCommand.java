package dev.hushkey.cli.links;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows links. */
@Command(
    name = "links",
    description = "List links, or show one.",
    subcommands = {LinksListCommand.class, LinksShowCommand.class})
public final class LinksCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command. Use links list or links show.");
  }
}
