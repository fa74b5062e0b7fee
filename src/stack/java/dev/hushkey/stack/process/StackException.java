package dev.hushkey.stack.process;

/** The stack cannot start or go on; the message tells a person what is wrong and what to do. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
