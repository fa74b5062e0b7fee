package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.secret.RefreshToken;
import java.util.Optional;

/** What is kept of a refresh token to name it in a security event token. */
final class EventHash {

  private EventHash() {}

  /** Empty for an assistant that hears of no events. */
  static Optional<byte[]> of(Assistant client, RefreshToken token) {
    return client.links().securityEvents().map(_ -> token.doubleHash());
  }
}
