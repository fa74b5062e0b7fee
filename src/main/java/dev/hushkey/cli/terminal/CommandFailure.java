package dev.hushkey.cli.terminal;

/** Ends a command with an exit code, the cause, and what to do next. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandFailure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  public CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public int exitCode() {
    return exitCode;
  }

  /** The same with one more detail. */
  public CommandFailure and(String more) {
    return new CommandFailure(exitCode, getMessage() + "\n" + more, this);
  }
}
