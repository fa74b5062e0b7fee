package dev.hushkey.cli.aot;

import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the cache for quick starts, for this Java and these files of Hushkey. */
@Command(
    name = "aot-cache",
    description = {
      "Make the cache with which the service starts quickly.",
      "It starts one more replica with the settings of this installation, waits until it is ready,"
          + " and ends it. Do this once the service can run, after each upgrade of Hushkey, and"
          + " after each upgrade of Java. A cache that does not fit is ignored."
    },
    footer = {"hushkey aot-cache", "hushkey aot-cache /var/cache/hushkey/hushkey.aot"})
public final class AotCacheCommand extends BaseCommand {

  private static final String OPTIONS = "HUSHKEY_JAVA_OPTIONS";
  private static final String CACHE = "HUSHKEY_AOT_CACHE";
  private static final double MEGABYTE = 1e6;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description =
          "Where to put it. Default: $HUSHKEY_AOT_CACHE, else cache/hushkey.aot beside lib/.")
  private Path file;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long it may take. Default: ${DEFAULT-VALUE}")
  private int limit;

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw CommandFailure.usage("--limit must be at least 1 second.");
    }
    Path application =
        InstalledApplication.jar()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.UNEXPECTED,
                        "This works where Hushkey is installed: call bin/hushkey of the archive."));
    Path target = target(application).toAbsolutePath();
    // beside it, so that it can be put in place at once: a start never sees half of it
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    try {
      createDirectory(target.getParent());
      Files.deleteIfExists(fresh);
      say("Training; this takes about half a minute …");
      TrainingRun.run(application, options(), fresh, Duration.ofSeconds(limit));
      // root made it, with any umask, for the user that the service runs as; there is no secret in
      // it
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      say("%s has %.0f MB. The next start uses it.", target, Files.size(target) / MEGABYTE);
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNEXPECTED,
          "Cannot write %s: %s. Run this as the owner of its directory, or name another FILE."
              .formatted(target, SecretFile.why(e)),
          e);
    }
  }

  private static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private Path target(Path application) {
    return Optional.ofNullable(file)
        .or(() -> Optional.ofNullable(environment().get(CACHE)).map(Path::of))
        .orElse(InstalledApplication.cache(application));
  }

  private List<String> options() {
    String options = environment().getOrDefault(OPTIONS, "");
    return Arrays.stream(options.split(" ")).filter(option -> !option.isEmpty()).toList();
  }

  private Map<String, String> environment() {
    return context().environment();
  }
}
