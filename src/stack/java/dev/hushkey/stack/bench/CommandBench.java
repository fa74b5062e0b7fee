package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long commands of the installed archive take, from the start of the launcher to its end,
 * against the running Hushkey. Each command has a turn in each round.
 */
final class CommandBench {

  private static final List<String> COMMANDS =
      List.of("--version", "help", "links list", "revocations list");

  private static final Duration TRAINING = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(200);

  private final LocalStack stack;
  private final Path home;
  private final int rounds;

  CommandBench(LocalStack stack, int rounds) {
    this.stack = stack;
    this.home = stack.state().directory("bench-commands");
    this.rounds = rounds;
  }

  void run() throws IOException, InterruptedException {
    delete(home);
    Files.createDirectories(home);
    require(new ProcessBuilder("tar", "-xzf", archive().toString(), "-C", home.toString()), "");
    Path launcher = only(home, "hushkey-").resolve("bin/hushkey");
    require(
        command(launcher, "login --client-id hushkey-admin --client-secret-file -"),
        stack.keycloak().clientSecret("hushkey-admin"));
    awaitClasses();
    List<List<Double>> took = COMMANDS.stream().<List<Double>>map(_ -> new ArrayList<>()).toList();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < COMMANDS.size(); i++) {
        long begin = System.nanoTime();
        require(command(launcher, COMMANDS.get(i)), "");
        took.get(i).add((System.nanoTime() - begin) / 1e9);
      }
    }
    System.out.printf("| command | median of %d | slowest |%n|---|---|---|%n", rounds);
    for (int i = 0; i < COMMANDS.size(); i++) {
      List<Double> sorted = took.get(i).stream().sorted().toList();
      System.out.printf(
          "| `hushkey %s` | %.3f s | %.3f s |%n",
          COMMANDS.get(i), sorted.get(sorted.size() / 2), sorted.getLast());
    }
    delete(home);
  }

  private static Path archive() throws IOException {
    return only(Path.of("target"), "hushkey-", ".tar.gz");
  }

  private static Path only(Path directory, String prefix, String... suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> suffix.length == 0 || file.toString().endsWith(suffix[0]))
          .findFirst()
          .orElseThrow(() -> new StackException("no archive: run ./hushkey package first"));
    }
  }

  private ProcessBuilder command(Path launcher, String line) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(line.split(" ")));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("HOME", home.toString());
    process.environment().put("XDG_CONFIG_HOME", home.resolve("config").toString());
    process.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process.environment().put("HUSHKEY_URL", stack.hushkeyConfig().get("hushkey.issuer"));
    return process;
  }

  private static void require(ProcessBuilder command, String input)
      throws IOException, InterruptedException {
    Process process =
        command
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = process.outputWriter()) {
      in.write(input);
    }
    if (process.waitFor() != 0) {
      throw new StackException("failed: " + String.join(" ", command.command()));
    }
  }

  /** The first command has an archive of classes made in the background. */
  private void awaitClasses() throws IOException, InterruptedException {
    long end = System.nanoTime() + TRAINING.toNanos();
    while (!hasClasses()) {
      if (System.nanoTime() > end) {
        throw new StackException("no archive of classes was made");
      }
      Thread.sleep(POLL);
    }
  }

  private boolean hasClasses() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("cache/hushkey"))) {
      return files.anyMatch(file -> file.toString().endsWith(".jsa"));
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
