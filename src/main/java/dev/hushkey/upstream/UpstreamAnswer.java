package dev.hushkey.upstream;

/**
 * What an assistant decided about a code or a refresh token. That it did not decide (an outage, or
 * a mistake in our settings) is a failure, never an answer: it must not cost anybody a link.
 */
public sealed interface UpstreamAnswer {

  /** Here are the tokens. */
  record Granted(UpstreamTokens tokens) implements UpstreamAnswer {}

  /**
   * {@code invalid_grant}: the code or refresh token is not valid, and never will be again, <a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 §5.2</a>.
   */
  record Refused() implements UpstreamAnswer {}
}
