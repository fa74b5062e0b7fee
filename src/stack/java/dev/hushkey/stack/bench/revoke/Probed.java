package dev.hushkey.stack.bench.revoke;

import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.TokenEndpoint;

/**
 * A link that probes ask about, with what the assistant holds of it.
 *
 * @param basic the assistant's own credential
 */
record Probed(ServedLink link, TokenEndpoint.Tokens tokens, String basic) {

  String accessToken() {
    return tokens.access();
  }

  String refreshToken() {
    return tokens.refresh();
  }

  @Override
  public String toString() {
    return link.toString();
  }
}
