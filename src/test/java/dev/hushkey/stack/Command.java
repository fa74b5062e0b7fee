package dev.hushkey.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command that runs to its end. */
record Command(int exitCode, String output) {

  /**
   * Runs it, output and errors together; a command that does not exist answers 127, as in a shell.
   */
  static Command run(String... command) {
    return run(List.of(command), Map.of(), Path.of("."));
  }

  static Command run(List<String> command, Map<String, String> environment, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Command(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted: " + command.getFirst(), e);
    } catch (IOException e) {
      return new Command(127, e.getMessage());
    }
  }

  /** Runs it with our terminal, for downloads that show their own progress. */
  static int show(List<String> command, Map<String, String> environment, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    builder.environment().putAll(environment);
    try {
      return builder.start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted: " + command.getFirst(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst() + " cannot run", e);
    }
  }

  boolean succeeded() {
    return exitCode == 0;
  }
}
