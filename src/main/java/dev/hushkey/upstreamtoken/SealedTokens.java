package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.upstream.TokenSet;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * A token set as it is stored: whole, for the next refresh, and its access token alone, for
 * hand-outs, which then never open a refresh token
 * (docs/adr/0061-the-access-token-has-a-seal-of-its-own.md).
 */
public record SealedTokens(SealedText set, SealedText access, Hashes hashes) {

  /**
   * A token that anybody could guess would be given away by its hash. RFC 6749 §10.10 asks for more
   * than 128 bits, which take 22 characters at least.
   */
  private static final int SHORTEST_HASHED = 22;

  /**
   * By which the two are found when they leak
   * (docs/adr/0064-assistants-tokens-are-found-by-a-plain-hash.md).
   */
  public record Hashes(Optional<TokenHash> access, Optional<TokenHash> refresh) {

    static Hashes of(TokenSet tokens) {
      return new Hashes(hash(tokens.access().secret()), hash(tokens.refresh().secret()));
    }

    private static Optional<TokenHash> hash(SecretText token) {
      return Optional.of(token)
          .filter(text -> text.reveal().length() >= SHORTEST_HASHED)
          .map(TokenHash::of);
    }

    /** Empty for none. */
    byte[] accessBytes() {
      return access.map(TokenHash::toBytes).orElse(new byte[0]);
    }

    /** Empty for none. */
    byte[] refreshBytes() {
      return refresh.map(TokenHash::toBytes).orElse(new byte[0]);
    }
  }

  /** Seals both for this link; fails as {@link Sealer#seal} does. */
  public static Uni<SealedTokens> seal(Sealer sealer, LinkRef link, TokenSet tokens) {
    return Uni.combine()
        .all()
        .unis(
            sealer.seal(tokens.toSecretText(), SealBinding.ofLink(link)),
            sealer.seal(tokens.access().secret(), SealBinding.ofAccessToken(link)))
        .with((set, access) -> new SealedTokens(set, access, Hashes.of(tokens)));
  }
}
