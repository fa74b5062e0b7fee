package dev.hushkey.cli.aot;

import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    })
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
    Path application = application();
    Path target = target(application).toAbsolutePath();
    // beside it, so that it can be put in place at once: a start never sees half of it
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    try {
      Files.createDirectories(target.getParent());
      Files.deleteIfExists(fresh);
      say("Training; this takes about half a minute …");
      TrainingRun.run(application, options(), fresh, Duration.ofSeconds(limit));
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      say("%s has %.0f MB. The next start uses it.", target, Files.size(target) / MEGABYTE);
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNEXPECTED, "The cache cannot be written to " + target + ": " + e, e);
    }
  }

  private Path target(Path application) {
    Path beside = application.getParent().resolveSibling("cache").resolve("hushkey.aot");
    return Optional.ofNullable(file)
        .or(() -> Optional.ofNullable(environment().get(CACHE)).map(Path::of))
        .orElse(beside);
  }

  private List<String> options() {
    String options = environment().getOrDefault(OPTIONS, "");
    return Arrays.stream(options.split(" ")).filter(option -> !option.isEmpty()).toList();
  }

  private Map<String, String> environment() {
    return context().environment();
  }

  /** The jar beside which the library lies that this class was loaded from. */
  private static Path application() {
    try {
      Path jar =
          Path.of(
              AotCacheCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path application = jar.getParent().resolveSibling("quarkus-run.jar");
      if (!Files.exists(application)) {
        throw new CommandFailure(
            ExitCode.UNEXPECTED,
            application + " is missing: this works where Hushkey is installed.");
      }
      return application;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
