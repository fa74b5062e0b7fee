package dev.hushkey.upstream;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an assistant's token endpoint granted, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749 §5.1</a>.
 *
 * @param access with its expiry by the database's clock: {@code expires_in} seconds after a moment
 *     <em>before</em> the request was sent, so that it is never later than the assistant's
 * @param life how long it lives, from that moment on
 * @param refresh empty when a refresh was answered without a new one: then the old one stays valid
 */
public record UpstreamTokens(AccessToken access, Duration life, Optional<RefreshToken> refresh) {

  /** The moment from which its life counts, by the database's clock. */
  public Instant from() {
    return access.expiresAt().minus(life);
  }

  /** The complete set, if this answer holds one. */
  public Optional<TokenSet> complete() {
    return refresh.map(token -> new TokenSet(access, token));
  }

  /**
   * The complete set after a refresh, <a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 §6</a>: without a new refresh
   * token the old one is kept.
   */
  public TokenSet completeWith(RefreshToken old) {
    return new TokenSet(access, refresh.orElse(old));
  }
}
