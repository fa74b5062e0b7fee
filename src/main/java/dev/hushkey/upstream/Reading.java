package dev.hushkey.upstream;

import java.time.Duration;
import java.util.Optional;

/** What an HTTP answer of a token endpoint means; see {@link TokenEndpointReader}. */
sealed interface Reading {

  /** The assistant decided. */
  record Answered(UpstreamAnswer answer) implements Reading {}

  /**
   * Our own settings are wrong: client id, secret, address. An operator has to fix them.
   *
   * @param why a status and an error code of RFC 6749, never a text from the answer
   */
  record Misconfigured(String why) implements Reading {}

  /**
   * The assistant is unavailable for now.
   *
   * @param retryAfter from its answer, if given
   */
  record Away(String why, Optional<Duration> retryAfter) implements Reading {}
}
