package dev.hushkey.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * Everything outside of a command that it touches, so that tests and the demo can supply their own.
 *
 * @param out for the result only
 * @param err for messages to the person at the terminal
 * @param terminal whether a person is there to answer a question
 */
public record CommandContext(
    PrintStream out,
    PrintStream err,
    InputStream in,
    boolean terminal,
    Map<String, String> environment,
    Clock clock,
    Pause pause) {

  /** The context of this process. UTF-8 whatever the locale, because JSON is. */
  public static CommandContext ofProcess() {
    return new CommandContext(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.in,
        isTerminal(),
        System.getenv(),
        Clock.systemUTC(),
        Thread::sleep);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
