package dev.hushkey.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** What of a process is a terminal. Found out when somebody asks: for Java that is much work. */
public final class Terminal {

  /** No person: a script, or a pipe. */
  public static final Terminal NONE = new Terminal(false, false);

  /** A person, who sees everything. */
  public static final Terminal ALL = new Terminal(true, true);

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private final BooleanSupplier asking;
  private final BooleanSupplier showing;

  /** One of which this is known. */
  public Terminal(boolean asks, boolean shows) {
    this(() -> asks, () -> shows);
  }

  private Terminal(BooleanSupplier asking, BooleanSupplier showing) {
    this.asking = asking;
    this.showing = showing;
  }

  static Terminal ofProcess() {
    return new Terminal(Terminal::isConsole, () -> isTerminal(STANDARD_ERROR, Terminal::isConsole));
  }

  /** Whether a person is there to answer: standard input and output are terminals. */
  public boolean asks() {
    return asking.getAsBoolean();
  }

  /** Whether standard error is, where messages go; also when the result goes into a pipe. */
  public boolean shows() {
    return showing.getAsBoolean();
  }

  private static boolean isConsole() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Java cannot ask this of standard error alone; Linux names what is behind it. */
  private static boolean isTerminal(Path descriptor, BooleanSupplier otherwise) {
    try {
      String device = Files.readSymbolicLink(descriptor).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException unknown) {
      return otherwise.getAsBoolean();
    }
  }
}
