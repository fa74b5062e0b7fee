package dev.hushkey.stack.demo;

import dev.hushkey.cli.HushkeyCommand;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Plays the admin at a terminal: the real CLI, with a home of its own. */
final class Operator {

  private final Path home;
  private final String server;
  private final Narrator narrator;

  Operator(Path home, String server, Narrator narrator) {
    this.home = home;
    this.server = server;
    this.narrator = narrator;
  }

  /** Types a command; the demo ends when it does not succeed. */
  void types(String... arguments) {
    typesAndConfirms("", arguments);
  }

  /** Types a command, then a word at its question. */
  void typesAndConfirms(String word, String... arguments) {
    narrator.typed("./hushkey " + shellWords(arguments));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int exitCode = HushkeyCommand.run(context(written, word), arguments);
    String text = written.toString(StandardCharsets.UTF_8);
    narrator.printed(
        word.isEmpty() ? text : text.replace("to confirm: ", "to confirm: " + word + "\n"));
    if (exitCode != 0) {
      throw new DemoFailure("The command ended with exit code " + exitCode + ".");
    }
  }

  private CommandContext context(ByteArrayOutputStream written, String word) {
    PrintStream screen = new PrintStream(written, true, StandardCharsets.UTF_8);
    return new CommandContext(
        screen,
        screen,
        new ByteArrayInputStream((word + "\n").getBytes(StandardCharsets.UTF_8)),
        Terminal.ALL,
        Map.of("XDG_CONFIG_HOME", home.toString(), "HUSHKEY_URL", server),
        Clock.systemUTC(),
        Thread::sleep);
  }

  private static String shellWords(String... arguments) {
    StringBuilder line = new StringBuilder();
    for (String argument : arguments) {
      line.append(line.isEmpty() ? "" : " ");
      line.append(argument.contains(" ") ? "\"" + argument + "\"" : argument);
    }
    return line.toString();
  }
}
