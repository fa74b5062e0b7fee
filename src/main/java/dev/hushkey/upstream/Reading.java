package dev.hushkey.upstream;

import dev.hushkey.secret.RefreshToken;
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
   * @param ofClient whether it is about our client as a whole, so that no other request can succeed
   */
  record Misconfigured(String why, boolean ofClient) implements Reading {}

  /**
   * The assistant is unavailable for now.
   *
   * @param pause how long it asked everybody to stay away, if it did
   */
  record Away(String why, Optional<Duration> pause) implements Reading {}

  /**
   * A grant without a usable access token, but with a new refresh token: where refresh tokens
   * rotate, the old one may be dead already.
   */
  record HalfGranted(RefreshToken refresh) implements Reading {}
}
