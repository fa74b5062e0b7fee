package dev.hushkey.cli;

import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.doctor.DoctorCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** All commands as they are delivered; nothing is run. */
public final class CommandTree {

  private CommandTree() {}

  /** The command itself. */
  public static CommandLine root() {
    DoctorCommand doctor =
        new DoctorCommand(
            clock -> {
              throw new IllegalStateException("nothing is looked at");
            });
    return HushkeyCommand.commandLine(CommandContext.ofProcess(), List.of(doctor));
  }

  /** It and all below it. */
  public static Stream<CommandLine> all() {
    return below(root());
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandTree::below));
  }

  /** What the command line says against these words; empty when it understands them. */
  public static String refusal(String line) {
    List<String> words = new ArrayList<>();
    for (Matcher word = Pattern.compile("\"[^\"]*\"|\\S+").matcher(line); word.find(); ) {
      words.add(word.group().replace("\"", ""));
    }
    try {
      root().parseArgs(words.toArray(String[]::new));
      return "";
    } catch (ParameterException wrong) {
      return wrong.getMessage();
    }
  }
}
