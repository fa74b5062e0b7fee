package dev.hushkey.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.stack.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real bash offers for the last word of a command line. */
class CompletionCommandTest {

  private static final String COMPLETE =
      """
      source "$1" || exit 1
      shift
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      _complete_hushkey "$1" "${@: -1}" "${@: -2:1}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir Path home;

  private Path script;

  @BeforeEach
  void print() throws IOException {
    String printed = CliRun.in(home).run("completion", "bash").out();
    script = Files.writeString(home.resolve("completion"), printed);
  }

  private String complete(String line) {
    String[] words = line.split(" ", -1);
    String[] command = new String[4 + 1 + words.length];
    System.arraycopy(
        new String[] {"bash", "-c", COMPLETE, "bash", script.toString()}, 0, command, 0, 5);
    System.arraycopy(words, 0, command, 5, words.length);
    return Command.run(command).output();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hushkey lin                     | links",
        "hushkey links                   | links",
        "hushkey links l                 | list",
        "hushkey links list --dev        | --device",
        "hushkey vault re                | retire",
        "hushkey links list --state NEED | NEEDS_RELINK",
        "hushkey links list --output c   | csv",
        "hushkey help                    | help",
        "hushkey completion z            | zsh",
        "hushkey revoke --leaked         | --leaked-tokens",
      })
  void word_isCompleted(String line, String offered) {
    assertThat(complete(line).lines().map(String::strip)).contains(offered);
  }

  @Test
  void empty_offersEverything() {
    assertThat(complete("hushkey links ").lines().map(String::strip))
        .contains("list", "show", "retry");
    assertThat(complete("hushkey lin")).doesNotContain("revoke");
  }

  @Test
  void zsh_getsTheSameScript_whichLoadsItsFunctionsForBash() {
    String zsh = CliRun.in(home).run("completion", "zsh").out();
    assertThat(zsh)
        .isEqualTo("#compdef hushkey\n" + CliRun.in(home).run("completion", "bash").out());
    assertThat(zsh).contains("bashcompinit");
    assertThat(Command.run("bash", "-n", script.toString()).exitCode()).isZero();
  }
}
