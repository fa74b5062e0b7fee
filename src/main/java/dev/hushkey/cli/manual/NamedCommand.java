package dev.hushkey.cli.manual;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The command that a command line names. */
final class NamedCommand {

  private NamedCommand() {}

  /** Finds it from the top; no words are the whole. Fails as wrong usage when there is none. */
  static CommandLine find(CommandSpec asking, List<String> words) {
    CommandLine found = asking.root().commandLine();
    for (String word : words) {
      CommandLine next = found.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(
            found,
            "There is no command '%s %s'.".formatted(found.getCommandSpec().qualifiedName(), word));
      }
      found = next;
    }
    return found;
  }
}
