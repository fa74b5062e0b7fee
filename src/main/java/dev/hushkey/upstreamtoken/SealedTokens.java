package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.upstream.TokenSet;
import io.smallrye.mutiny.Uni;

/**
 * A token set as it is stored: whole, for the next refresh, and its access token alone, for
 * hand-outs, which then never open a refresh token
 * (docs/adr/0061-the-access-token-has-a-seal-of-its-own.md).
 */
public record SealedTokens(SealedText set, SealedText access) {

  /** Seals both for this link; fails as {@link Sealer#seal} does. */
  public static Uni<SealedTokens> seal(Sealer sealer, LinkRef link, TokenSet tokens) {
    return Uni.combine()
        .all()
        .unis(
            sealer.seal(tokens.toSecretText(), SealBinding.ofLink(link)),
            sealer.seal(tokens.access().secret(), SealBinding.ofAccessToken(link)))
        .with(SealedTokens::new);
  }
}
