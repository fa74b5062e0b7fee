package dev.hushkey.oauth.authorize;

import java.net.URI;

/** The result of reading an authorization request. */
public sealed interface AuthorizationReading {

  /** The request is valid. */
  record Valid(AuthorizationRequest request) implements AuthorizationReading {}

  /** The request was valid, and was answered. Only a pushed request says so. */
  record Answered(AuthorizationRequest request) implements AuthorizationReading {}

  /** A pushed request that was answered, if it is one. */
  default AuthorizationReading answeredIf(boolean answered) {
    return answered && this instanceof Valid(AuthorizationRequest request)
        ? new Answered(request)
        : this;
  }

  /** The same as a pushed request, which the next address then refers to. */
  default AuthorizationReading pushedAs(RequestUri uri) {
    return this instanceof Valid(AuthorizationRequest request)
        ? new Valid(request.pushedAs(uri))
        : this;
  }

  /**
   * The error is reported to the assistant at its redirect URI, RFC 6749 §4.1.2.1.
   *
   * @param error one of the codes there
   */
  record ErrorRedirect(URI location, String error, String why) implements AuthorizationReading {}

  /**
   * The client or its redirect URI is unknown. The person sees an error page instead of a redirect,
   * which would make us an open redirector.
   */
  record ErrorPage(String parameter) implements AuthorizationReading {}
}
