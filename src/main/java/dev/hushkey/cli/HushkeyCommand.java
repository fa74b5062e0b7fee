package dev.hushkey.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The admin CLI. */
@Command(name = "hushkey", mixinStandardHelpOptions = true)
public final class HushkeyCommand implements Runnable {

  /** Runs one command and returns its exit code. */
  public static int run(String... arguments) {
    return new CommandLine(new HushkeyCommand()).execute(arguments);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
