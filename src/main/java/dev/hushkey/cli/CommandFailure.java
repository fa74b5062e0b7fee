package dev.hushkey.cli;

/** Ends a command with an exit code, what is wrong, and what to do next. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandFailure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  int exitCode() {
    return exitCode;
  }

  /** The same with one more thing to know. */
  CommandFailure and(String more) {
    return new CommandFailure(exitCode, getMessage() + "\n" + more, this);
  }
}
