package dev.hushkey.upstream;

import dev.hushkey.secret.RefreshToken;

/**
 * What an assistant decided about a code or a refresh token. An outage, or a mistake in our
 * settings, is a failure and never an answer: it must not cost a user the link.
 */
public sealed interface UpstreamAnswer {

  /** It granted tokens. */
  record Granted(UpstreamTokens tokens) implements UpstreamAnswer {}

  /**
   * A new refresh token, and no access token that we could use. Where refresh tokens rotate, the
   * old one may be dead, so this one is to be kept.
   */
  record HalfGranted(RefreshToken refresh) implements UpstreamAnswer {}

  /**
   * {@code invalid_grant}: the code or refresh token "is invalid, expired, revoked, does not match
   * the redirection URI used in the authorization request, or was issued to another client", <a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 §5.2</a>. The last two are
   * our mistakes, so it is not believed of many links at once.
   */
  record Refused() implements UpstreamAnswer {}
}
