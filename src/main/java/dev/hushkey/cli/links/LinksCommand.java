package dev.hushkey.cli.links;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows links, and has them tried again. */
@Command(
    name = "links",
    description = "List links, show one, or try refused ones again.",
    subcommands = {LinksListCommand.class, LinksShowCommand.class, LinksRetryCommand.class},
    footer = {"hushkey links list --user USER"})
public final class LinksCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command. Use links list, links show or links retry.");
  }
}
