package dev.hushkey;

import dev.hushkey.cli.HushkeyCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * One program, two uses: without arguments it is the service, with arguments the admin CLI. The CLI
 * is a thin HTTP client and does not boot the service at all.
 */
@QuarkusMain
public final class Main {

  private Main() {}

  /** Serves, or runs one command and ends with its exit code. */
  public static void main(String... arguments) {
    if (arguments.length == 0) {
      StartReport.refuseUnsafe(Installation.read());
      Quarkus.run();
    } else {
      System.exit(HushkeyCommand.run(arguments));
    }
  }
}
