package dev.hushkey;

import dev.hushkey.cli.HushkeyCommand;
import dev.hushkey.doctor.DoctorCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One program, two uses: without arguments it is the service, with arguments the admin CLI. The CLI
 * does not boot the service at all.
 */
@QuarkusMain
public final class Main {

  /**
   * Mutiny reads it when it is loaded. Whatever we do for a request runs on its Vert.x context,
   * which carries the request scope and the logging context already; capturing and restoring them
   * around each step cost more than the steps (docs/adr/0056-contexts-travel-with-vertx.md).
   */
  private static final String NO_DECORATORS = "mutiny.disableCallBackDecorators";

  private Main() {}

  /** Serves, or runs one command and ends with its exit code. */
  public static void main(String... arguments) {
    if (arguments.length == 0) {
      System.setProperty(NO_DECORATORS, "true");
      StartReport.refuseUnsafe();
      Quarkus.run();
    } else {
      System.exit(HushkeyCommand.run(further(), arguments));
    }
  }

  /**
   * Commands that read the service's own settings. Nothing of these is loaded until one of them
   * runs.
   */
  private static List<Callable<Integer>> further() {
    return List.of(new DoctorCommand(clock -> Installation.read().serviceSettings(clock)));
  }
}
