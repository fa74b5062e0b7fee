package dev.hushkey;

import dev.hushkey.cli.HushkeyCommand;
import dev.hushkey.doctor.DoctorCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Optional;
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

  /** Reading the settings takes a tenth of a start, so the service does not read them again. */
  private static volatile Optional<Installation> checked = Optional.empty();

  private Main() {}

  /** Serves, or runs one command and ends with its exit code. */
  public static void main(String... arguments) {
    if (arguments.length == 0) {
      System.setProperty(NO_DECORATORS, "true");
      checked = StartReport.refuseUnsafe();
      Quarkus.run();
    } else {
      System.exit(HushkeyCommand.run(further(arguments), arguments));
    }
  }

  /** The settings that this start has read and found safe, if it is of a guarded profile. */
  static Optional<Installation> checked() {
    return checked;
  }

  /**
   * Commands that read the service's own settings. Nothing of these is loaded until one of them
   * runs, or all are listed.
   */
  private static List<Callable<Integer>> further(String... arguments) {
    return HushkeyCommand.isOfOurs(arguments)
        ? List.of()
        : List.of(new DoctorCommand(clock -> Installation.read().serviceSettings(clock)));
  }
}
