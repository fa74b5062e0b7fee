package dev.hushkey.doctor.setup;

import dev.hushkey.cli.aot.InstalledApplication;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The cache beside an installed Hushkey: only a JVM that is told to use it knows whether it fits.
 */
final class AotCache {

  private static final long SECONDS = 5;

  private AotCache() {}

  static void examine(Findings findings) {
    Optional<Path> application = InstalledApplication.jar();
    Optional<Path> cache =
        Optional.ofNullable(System.getenv("HUSHKEY_AOT_CACHE"))
            .map(Path::of)
            .or(() -> application.map(InstalledApplication::cache))
            .filter(Files::exists);
    if (application.isEmpty() || cache.isEmpty()) {
      findings.skip(Check.MACHINE_AOT, "there is none; hushkey aot-cache makes one");
    } else if (!Files.isReadable(cache.get())) {
      findings.warn(
          Check.MACHINE_AOT,
          "%s cannot be read by %s",
          cache.get(),
          System.getProperty("user.name"));
    } else {
      report(cache.get(), fits(application.get(), cache.get()), findings);
    }
  }

  private static void report(Path cache, Optional<Boolean> fits, Findings findings) {
    if (fits.isEmpty()) {
      findings.skip(Check.MACHINE_AOT, "this machine is too busy to try %s", cache);
    } else if (fits.get()) {
      findings.ok(Check.MACHINE_AOT, "%s fits", cache);
    } else {
      findings.warn(Check.MACHINE_AOT, "%s does not fit this Java and these files", cache);
    }
  }

  /** Empty if it cannot be said in time. */
  private static Optional<Boolean> fits(Path application, Path cache) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:AOTCache=" + cache,
            "-XX:AOTMode=on",
            "-jar",
            application.toString(),
            "--version");
    try {
      Process java =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return java.waitFor(SECONDS, TimeUnit.SECONDS)
            ? Optional.of(java.exitValue() == 0)
            : Optional.empty();
      } finally {
        java.destroyForcibly();
      }
    } catch (IOException notStarted) {
      return Optional.of(false);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
