package dev.hushkey.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Jazzer calls, with the name of a target; and what {@code ./hushkey fuzz} asks. */
public final class FuzzDriver {

  private static FuzzTargets.FuzzTarget target;

  private FuzzDriver() {}

  /** Jazzer's hook, before the first input. */
  public static void fuzzerInitialize(String[] args) throws Throwable {
    target = FuzzTargets.require(args[0]);
    // what is loaded at first use must not count as a slow input
    for (byte[] seed : Seeds.of(args[0])) {
      target.read(seed);
    }
  }

  /** Jazzer's hook, for each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Throwable {
    target.read(input);
  }

  /**
   * {@code targets} prints their names, {@code seeds TARGET DIRECTORY} writes the seeds to files,
   * {@code show FILE} prints an input as a line of a seed file.
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "targets" -> System.out.println(FuzzTargets.names());
      case "seeds" -> write(Seeds.of(args[1]), Path.of(args[2]));
      case "show" -> System.out.println(Seeds.escape(Files.readAllBytes(Path.of(args[1]))));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void write(List<byte[]> seeds, Path directory) throws Exception {
    Files.createDirectories(directory);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(directory.resolve("seed-" + i), seeds.get(i));
    }
  }
}
