package dev.hushkey.cli.manual;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes manual pages. */
@Command(
    name = "man",
    description = {
      "Print the manual page of a command, for man.",
      "The archive has the pages of all commands in share/man."
    },
    footer = {"hushkey man revoke | man -l -", "hushkey man --directory ~/.local/share/man/man1"})
public final class ManCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command.")
  private List<String> command = List.of();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Write the pages of this command, and of all below it, into this directory.")
  private Optional<Path> directory = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine named = NamedCommand.find(spec, command);
    if (directory.isPresent()) {
      write(named, directory.get());
    } else {
      spec.commandLine().getOut().print(ManPage.of(named.getCommandSpec()));
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }

  private static void write(CommandLine commandLine, Path directory) {
    try {
      Files.createDirectories(directory);
      CommandSpec command = commandLine.getCommandSpec();
      Files.writeString(directory.resolve(ManPage.fileName(command)), ManPage.of(command));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--directory: cannot write to %s (%s). Name a directory that is yours."
              .formatted(directory, e.getClass().getSimpleName()),
          e);
    }
    commandLine.getSubcommands().values().forEach(below -> write(below, directory));
  }
}
