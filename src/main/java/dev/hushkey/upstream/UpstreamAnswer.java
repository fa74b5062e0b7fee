package dev.hushkey.upstream;

/**
 * What an assistant decided about a code or a refresh token. An outage, or a mistake in our
 * settings, is a failure and never an answer: it must not cost a user the link.
 */
public sealed interface UpstreamAnswer {

  /** It granted tokens. */
  record Granted(UpstreamTokens tokens) implements UpstreamAnswer {}

  /**
   * {@code invalid_grant}: the code or refresh token is permanently invalid, <a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 §5.2</a>.
   */
  record Refused() implements UpstreamAnswer {}
}
