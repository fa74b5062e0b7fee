package dev.hushkey.cli.aot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where this process was started from. */
public final class InstalledApplication {

  private static final String RUNNER = "quarkus-run.jar";

  private InstalledApplication() {}

  /**
   * The jar that was started; empty where Hushkey runs from something else, as in a test. Where a
   * class comes from says less: in the JVM's shared archive of classes, it is the place of the
   * installation that wrote the archive.
   */
  public static Optional<Path> jar() {
    Path started = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    return Optional.of(started).filter(path -> path.endsWith(RUNNER)).filter(Files::exists);
  }

  /** Where its cache for quick starts is. */
  public static Path cache(Path jar) {
    return jar.resolve("../../cache/hushkey.aot").normalize();
  }
}
