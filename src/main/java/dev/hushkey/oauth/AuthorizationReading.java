package dev.hushkey.oauth;

import java.net.URI;

/** What became of reading an authorization request. */
public sealed interface AuthorizationReading {

  /** All is well. */
  record Valid(AuthorizationRequest request) implements AuthorizationReading {}

  /** The assistant is told at its redirect URI, RFC 6749 §4.1.2.1. */
  record ToldToAssistant(URI location, String why) implements AuthorizationReading {}

  /**
   * Nobody knows who asks or where the answer belongs. The person is told, and the browser stays
   * here: a redirect would make us a way to anywhere.
   */
  record ToldToPerson(String parameter) implements AuthorizationReading {}
}
