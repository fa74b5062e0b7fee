package dev.hushkey.cli;

import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.Pause;
import dev.hushkey.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a person or a script would, with an own home and captured output. */
public final class CliRun {

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String input = "";
  private Terminal terminal = Terminal.NONE;
  private Clock clock = Clock.systemUTC();
  private Pause pause = Thread::sleep;

  /** How a command ended and what it wrote. */
  public record Result(int exitCode, String out, String err) {}

  private CliRun() {}

  public static CliRun in(Path home) {
    CliRun run = new CliRun();
    run.environment.put("XDG_CONFIG_HOME", home.toString());
    return run;
  }

  public CliRun server(String url) {
    environment.put("HUSHKEY_URL", url);
    return this;
  }

  /** Somebody sits there and types this. */
  public CliRun typing(String text) {
    terminal = Terminal.ALL;
    return piping(text);
  }

  /** Somebody watches the messages, while the result goes into a pipe. */
  public CliRun watched() {
    terminal = new Terminal(false, true);
    return this;
  }

  public CliRun environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Standard input is a pipe that holds this. */
  public CliRun piping(String text) {
    input = text;
    return this;
  }

  public CliRun clock(Clock other) {
    clock = other;
    return this;
  }

  public CliRun pause(Pause other) {
    pause = other;
    return this;
  }

  /** What was written to standard error until now, by a command that still runs in a thread. */
  public String errSoFar() {
    return err.toString(StandardCharsets.UTF_8);
  }

  public CommandContext context() {
    return new CommandContext(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        terminal,
        Map.copyOf(environment),
        clock,
        pause);
  }

  public Result run(String... arguments) {
    out.reset();
    err.reset();
    int exitCode = HushkeyCommand.run(context(), arguments);
    return new Result(exitCode, out.toString(StandardCharsets.UTF_8), errSoFar());
  }
}
