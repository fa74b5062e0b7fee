package dev.hushkey.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.CommandTree;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.stack.process.Command;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The pages as man shows them: by groff, which complains of what it does not understand. */
class ManPageTest {

  @TempDir Path home;

  private List<Path> written() throws IOException {
    Path directory = home.resolve("man1");
    CliRun.Result result = CliRun.in(home).run("man", "--directory", directory.toString());
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    try (Stream<Path> pages = Files.list(directory)) {
      return pages.sorted().toList();
    }
  }

  private static Command groff(String option, List<Path> pages) {
    List<String> command = new ArrayList<>(List.of("groff", "-man", "-Tutf8", "-k", "-ww", option));
    pages.forEach(page -> command.add(page.toString()));
    return Command.run(command.toArray(String[]::new));
  }

  @Test
  void everyCommand_hasAPage_andGroffUnderstandsAll() throws IOException {
    List<Path> pages = written();
    long commands = CommandTree.all().filter(one -> !one.getCommandName().equals("doctor")).count();
    assertThat(pages).hasSize((int) commands);
    Command lint = groff("-z", pages);
    assertThat(lint.exitCode()).as(lint.output()).isZero();
    assertThat(lint.output()).isEmpty();
  }

  @Test
  void page_hasEverySectionOptionAndExitCode() throws IOException, IllegalAccessException {
    Path page =
        written().stream().filter(one -> one.endsWith("hushkey-links-list.1")).findFirst().get();
    String shown = groff("-Wbreak", List.of(page)).output().replaceAll("\u001b\\[[0-9;]*m|.\b", "");
    assertThat(shown.lines().filter(line -> line.matches("[A-Z][A-Z ]+")))
        .containsExactly(
            "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO");
    assertThat(shown)
        .contains(
            "hushkey-links-list - list links",
            "hushkey links list --assistant alexa --state needs_relink",
            "hushkey(1), hushkey-links(1)");
    CommandLine list =
        CommandTree.root().getSubcommands().get("links").getSubcommands().get("list");
    list.getCommandSpec().options().stream()
        .flatMap(option -> Stream.of(option.names()))
        .forEach(name -> assertThat(shown).containsPattern("(?m)^ {7}(-., )?" + name + "\\b"));
    for (Field code : ExitCode.class.getDeclaredFields()) {
      assertThat(shown).containsPattern("(?m)^ {7}" + code.getInt(null) + " ");
    }
  }

  @Test
  void text_isNeverTakenForAMacro() {
    assertThat(ManPage.escape(".TH x")).isEqualTo("\\&.TH x");
    assertThat(ManPage.escape("'x'")).isEqualTo("\\&'x'");
    assertThat(ManPage.escape("a\\b --c")).isEqualTo("a\\eb \\-\\-c");
  }

  @Test
  void directoryThatCannotBeWritten_isNamed() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");
    CliRun.Result result = CliRun.in(home).run("man", "revoke", "--directory", file.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--directory: cannot write to " + file);
  }
}
