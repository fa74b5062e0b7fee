package dev.hushkey.upstream;

import java.time.Duration;
import java.util.Optional;

/** What an HTTP answer of a token endpoint means; see {@link TokenEndpointReader}. */
sealed interface Reading {

  /** The assistant decided. */
  record Answered(UpstreamAnswer answer) implements Reading {}

  /**
   * Our own settings are wrong: client id, secret, address. An operator has to mend them.
   *
   * @param why a status and an error code of RFC 6749, never a text of the answer
   */
  record Misconfigured(String why) implements Reading {}

  /**
   * The assistant does not work for now.
   *
   * @param retryAfter when it says that it will
   */
  record Away(String why, Optional<Duration> retryAfter) implements Reading {}
}
