package dev.hushkey.oauth.authorize;

import java.net.URI;

/** What became of reading an authorization request. */
public sealed interface AuthorizationReading {

  /** All is well. */
  record Valid(AuthorizationRequest request) implements AuthorizationReading {}

  /** The same as a request that was pushed, which its next address then names. */
  default AuthorizationReading pushedAs(RequestUri uri) {
    return this instanceof Valid(AuthorizationRequest request)
        ? new Valid(request.pushedAs(uri))
        : this;
  }

  /**
   * The assistant is told at its redirect URI, RFC 6749 §4.1.2.1.
   *
   * @param error one of the codes there
   */
  record ErrorRedirect(URI location, String error, String why) implements AuthorizationReading {}

  /**
   * Nobody knows who asks or where the answer belongs. The person is told, and the browser stays
   * here: a redirect would make us a way to anywhere.
   */
  record ErrorPage(String parameter) implements AuthorizationReading {}
}
