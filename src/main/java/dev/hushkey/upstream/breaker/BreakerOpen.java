package dev.hushkey.upstream.breaker;

import java.time.Duration;

/** The service was not asked, since it did not answer lately. */
public final class BreakerOpen extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration left;

  public BreakerOpen(Duration left) {
    super("not asked for " + left, null, false, false);
    this.left = left;
  }

  /** Until it is asked again. */
  public Duration left() {
    return left;
  }
}
