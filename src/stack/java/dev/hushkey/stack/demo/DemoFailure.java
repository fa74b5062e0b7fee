package dev.hushkey.stack.demo;

/** An answer is not the expected one; the message says which and why that matters. */
final class DemoFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
