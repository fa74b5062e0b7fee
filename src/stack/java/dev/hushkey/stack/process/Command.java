package dev.hushkey.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command that runs to its end. */
public record Command(int exitCode, String output) {

  /**
   * Runs it, output and errors together; a command that does not exist answers 127, as in a shell.
   */
  public static Command run(String... command) {
    return run(List.of(command), Map.of(), Path.of("."));
  }

  public static Command run(List<String> command, Map<String, String> environment, Path directory) {
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

  public boolean succeeded() {
    return exitCode == 0;
  }
}
