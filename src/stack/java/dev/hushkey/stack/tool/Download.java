package dev.hushkey.stack.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tells how far a download by another program is, by the files that grow on the disk: the programs'
 * own bars need a terminal.
 *
 * @param what is being fetched
 * @param megabytes about its size
 * @param directory where it arrives
 */
public record Download(String what, int megabytes, Path directory) {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final double MEGABYTE = 1_000_000;

  /** Runs the program that fetches; says first what comes, and then at intervals how far it is. */
  public <T> T watch(Supplier<T> program) {
    System.out.printf("  fetching %s, about %d MB%n", what, megabytes);
    long start = System.nanoTime();
    double before = size();
    try (ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())) {
      var telling =
          clock.scheduleAtFixedRate(
              () -> tell(size() - before, (System.nanoTime() - start) / 1e9),
              EVERY.toSeconds(),
              EVERY.toSeconds(),
              TimeUnit.SECONDS);
      try {
        return program.get();
      } finally {
        telling.cancel(false);
      }
    }
  }

  private void tell(double fetched, double seconds) {
    String line = line(fetched, seconds);
    if (!line.isEmpty()) {
      System.out.println(line);
    }
  }

  /** Empty before the download begins and when nothing is left of it but unpacking. */
  String line(double fetched, double seconds) {
    double left = megabytes - fetched;
    if (fetched < 1 || left < 1) {
      return "";
    }
    double rate = fetched / seconds;
    return String.format(
        Locale.ROOT,
        "  … %s: %.0f of about %d MB, %.1f MB/s, about %.0f s left",
        what,
        fetched,
        megabytes,
        rate,
        left / rate);
  }

  /** In megabytes. */
  private double size() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(Download::size).sum() / MEGABYTE;
    } catch (IOException | java.io.UncheckedIOException e) {
      // not there yet, or changing under our eyes
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
