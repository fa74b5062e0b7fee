package dev.hushkey.flow.examples;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A program that answers each line of its standard input with a line. */
final class LineProcess implements AutoCloseable {

  private final Process process;
  private final BufferedWriter input;
  private final BufferedReader output;

  private LineProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter();
    this.output = process.inputReader();
  }

  /** Starts it with these additions to the environment; its errors go to ours. */
  static LineProcess start(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      return new LineProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says a line, and waits for the answer. */
  synchronized String say(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
      String answer = output.readLine();
      if (answer == null) {
        throw new AssertionError("the program ended; its reason stands above");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
