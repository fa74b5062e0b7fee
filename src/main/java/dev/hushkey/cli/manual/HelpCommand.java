package dev.hushkey.cli.manual;

import dev.hushkey.cli.terminal.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command; picocli's own would have a second option for help. */
@Command(
    name = "help",
    description = "Show the manual of a command. The same as COMMAND --help.",
    footer = {"hushkey help", "hushkey help links list"})
public final class HelpCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command.")
  private List<String> command = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    NamedCommand.find(spec, command).usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
