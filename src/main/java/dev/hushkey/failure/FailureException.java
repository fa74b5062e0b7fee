package dev.hushkey.failure;

import java.time.Duration;

/** Carries a {@link Failure} up to the edge. Its message names the failure and holds no secret. */
public final class FailureException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

  private final transient Failure failure;

  public FailureException(Failure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  public FailureException(Failure failure, Throwable cause) {
    super(failure.toString(), cause);
    this.failure = failure;
  }

  /** A dependency that is unavailable; callers are told to retry in five seconds. */
  public static FailureException unavailable(Dependency dependency, Throwable cause) {
    return new FailureException(new Failure.Unavailable(dependency, DEFAULT_RETRY_AFTER), cause);
  }

  /** A parameter that is missing or malformed. */
  public static FailureException malformed(String parameter, String hint) {
    return new FailureException(new Failure.MalformedRequest(parameter, hint));
  }

  /** The failure, for the mapping at the edge. */
  public Failure failure() {
    return failure;
  }
}
