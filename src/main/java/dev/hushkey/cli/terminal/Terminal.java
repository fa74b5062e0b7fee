package dev.hushkey.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What of a process is a terminal.
 *
 * @param asks whether a person is there to answer: standard input and output are
 * @param shows whether standard error is, where messages go; also when the result goes into a pipe
 */
public record Terminal(boolean asks, boolean shows) {

  /** No person: a script, or a pipe. */
  public static final Terminal NONE = new Terminal(false, false);

  /** A person, who sees everything. */
  public static final Terminal ALL = new Terminal(true, true);

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  static Terminal ofProcess() {
    Console console = System.console();
    boolean asks = console != null && console.isTerminal();
    return new Terminal(asks, isTerminal(STANDARD_ERROR, asks));
  }

  /** Java cannot ask this of standard error alone; Linux names what is behind it. */
  private static boolean isTerminal(Path descriptor, boolean otherwise) {
    try {
      String device = Files.readSymbolicLink(descriptor).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException unknown) {
      return otherwise;
    }
  }
}
