package dev.hushkey.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.CommandTree;
import dev.hushkey.cli.terminal.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command, also one that is added later, has a help that is complete. */
class ManualTest {

  private static final int WIDTH = 80;

  @TempDir Path home;

  static Stream<CommandLine> commands() {
    return CommandTree.all();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_hasTheSectionsOfAManualPage(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    String name = command.getCommandSpec().qualifiedName(" ");
    assertThat(help).startsWith("NAME\n  " + name + " - ");
    assertThat(help.lines().filter(line -> line.matches("[A-Z].*")))
        .containsSubsequence("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT CODES", "EXAMPLES")
        .isSubsetOf(
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "ARGUMENTS",
            "OPTIONS",
            "COMMANDS",
            "EXIT CODES",
            "EXAMPLES");
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examples_areOfThisCommand_andUnderstood(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    String[] examples = command.getCommandSpec().usageMessage().footer();
    assertThat(examples).isNotEmpty();
    assertThat(examples).allSatisfy(example -> assertThat(example).contains(name));
    for (String example : examples) {
      String line = example.replaceAll("^source <\\(|\\)$| \\| .*", "");
      assertThat(CommandTree.refusal(line.replaceFirst("^hushkey ", ""))).as(line).isEmpty();
    }
  }

  /** A command line that names its command reads the class of no other. */
  @ParameterizedTest
  @MethodSource("commands")
  void help_isTheSame_whetherOneCommandIsReadOrAll(CommandLine command) {
    if (!command.getCommandName().equals("doctor")) {
      String words = command.getCommandSpec().qualifiedName(" ").replaceFirst("^hushkey ?", "");
      String[] line = (words + " --help").strip().split(" ");
      String alone = CliRun.in(home).run(line).out();
      String whole = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
      assertThat(alone.replaceAll("(?m)^ +doctor .*\\n", ""))
          .isEqualTo(whole.replaceAll("(?m)^ +doctor .*\\n", ""));
    }
  }

  @Test
  void helpOfACommand_isAlsoPrintedByTheCommandHelp() {
    CliRun cli = CliRun.in(home);
    assertThat(cli.run("help", "links", "list").out())
        .isEqualTo(cli.run("links", "list", "--help").out())
        .contains("hushkey links list - list links");
    assertThat(cli.run("help").out()).isEqualTo(cli.run("--help").out());
  }

  @Test
  void helpOfNoCommand_saysWhichIsMissing() {
    CliRun.Result result = CliRun.in(home).run("help", "links", "lisst");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("There is no command 'hushkey links lisst'", "hushkey links");
  }

  @Test
  void commands_areListedWithWhatTheyAreFor() {
    assertThat(CliRun.in(home).run("--help").out().lines().map(String::strip))
        .anyMatch(line -> line.matches("revoke +revoke a set of links"))
        .anyMatch(line -> line.matches("login +log in"));
    assertThat(List.of(CliRun.in(home).run("vault").err())).allMatch(err -> err.contains("vault"));
  }
}
