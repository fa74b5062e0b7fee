package dev.hushkey.cli.links;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks at links. */
@Command(
    name = "links",
    description = "Look at links.",
    subcommands = {LinksListCommand.class, LinksShowCommand.class})
public final class LinksCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? links list, or links show");
  }
}
