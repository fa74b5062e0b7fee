package dev.hushkey.oauth.issued;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.TokenPolicy;
import dev.hushkey.oauth.keys.OffTheLoop;
import dev.hushkey.oauth.keys.SigningKeySettings;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which access tokens bear a signature that was verified before, by the SHA-256 of the whole token.
 * Verifying one takes half a millisecond, and an assistant sends the same token for an hour.
 *
 * <p>Holds nothing but hashes and keys. Whose token it is, and when it ends, is read from the token
 * each time, and what it allows is decided by the database
 * (docs/adr/0086-a-signature-is-verified-once.md).
 */
@Singleton
class RememberedSignatures {

  private final AccessTokenJwt form;
  private final Cache<TokenHash, PublicKey> genuine;

  @Inject
  RememberedSignatures(AccessTokenJwt form, SigningKeySettings settings, Assistants assistants) {
    this(form, settings.rememberSignatures(), longestLife(assistants));
  }

  /**
   * @param atMost how many are remembered; 0: none
   * @param longestLife of an access token
   */
  RememberedSignatures(AccessTokenJwt form, int atMost, Duration longestLife) {
    this.form = form;
    this.genuine =
        Caffeine.newBuilder()
            .maximumSize(atMost)
            .expireAfterWrite(longestLife)
            .executor(Runnable::run)
            .build();
  }

  private static Duration longestLife(Assistants assistants) {
    return assistants.all().stream()
        .map(Assistant::tokens)
        .map(TokenPolicy::accessTokenLifetime)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * The claims of a token, if it is ours, for us, and not expired.
   *
   * @param key that the token names, and that still counts
   */
  Uni<Optional<VerifiedAccessToken>> verify(SecretText token, PublicKey key) {
    TokenHash hash = TokenHash.of(token);
    return key.equals(genuine.getIfPresent(hash))
        ? Uni.createFrom().item(() -> form.read(token))
        : OffTheLoop.compute(() -> form.verify(token, key))
            .invoke(verified -> verified.ifPresent(_ -> genuine.put(hash, key)));
  }

  /** How many are remembered, after those that are over have been removed. */
  long size() {
    genuine.cleanUp();
    return genuine.estimatedSize();
  }
}
