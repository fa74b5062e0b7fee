package dev.hushkey.drill;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.DrillId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.upstream.TokenSet;
import dev.hushkey.upstreamtoken.SealedTokens;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * A link of nobody, and what its assistant would hold of it.
 *
 * @param sealed tokens that nobody has issued, sealed by Vault for this link
 */
record SyntheticLink(
    LinkRef ref, SealedTokens sealed, RefreshToken refreshToken, SecretText accessToken) {

  /** Makes one of the person of this number. Fails as sealing does. */
  static Uni<SyntheticLink> of(DrillId drill, AssistantId assistant, int number, Sealer sealer) {
    LinkRef ref =
        new LinkRef(assistant, LinkIds.create(), new UserId("drill:" + drill + ":" + number));
    TokenSet tokens =
        new TokenSet(
            new AccessToken(SecretText.random(), Instant.EPOCH),
            new RefreshToken(SecretText.random()));
    return SealedTokens.seal(sealer, ref, tokens)
        .map(
            both ->
                new SyntheticLink(
                    ref, both, new RefreshToken(SecretText.random()), SecretText.random()));
  }

  /** Their camera has the same name. */
  DeviceId device() {
    return new DeviceId(ref.user().value());
  }

  TokenHash accessTokenHash() {
    return TokenHash.of(accessToken);
  }
}
