package dev.hushkey.cli.terminal;

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
 */
public record CommandContext(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Terminal terminal,
    Map<String, String> environment,
    Clock clock,
    Pause pause) {

  private static final String RED = "\u001b[1;31m";
  private static final String PLAIN = "\u001b[0m";

  /** The context of this process. UTF-8 whatever the locale, because JSON is. */
  public static CommandContext ofProcess() {
    return new CommandContext(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.in,
        Terminal.ofProcess(),
        System.getenv(),
        Clock.systemUTC(),
        Thread::sleep);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /**
   * For messages, where colors are seen and wanted: <a href="https://no-color.org">NO_COLOR</a>.
   */
  String red(String text) {
    boolean colored =
        terminal.shows()
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return colored ? RED + text + PLAIN : text;
  }
}
