package dev.hushkey.oauth.token;

import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.oauth.issued.AccessTokenClaims;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.secret.RefreshToken;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * The result of a transaction on a code or refresh token. A refusal is a value and not a failure,
 * because a failure would roll back its changes (ending a link, say).
 */
sealed interface TokenOutcome {

  /** The tokens to answer with, signed once the transaction is over. */
  record Granted(Uni<GrantedTokens> tokens) implements TokenOutcome {}

  /** No tokens. */
  record Refused(Why why) implements TokenOutcome {}

  static Uni<TokenOutcome> refusedNow(Why why) {
    return Uni.createFrom().item(new Refused(why));
  }

  static TokenOutcome granted(
      AccessTokenClaims claims,
      RefreshToken refreshToken,
      Optional<AuthorizationDetails> details,
      AccessTokens.Signer signer) {
    return new Granted(
        signer
            .sign(claims)
            .map(
                accessToken ->
                    new GrantedTokens(
                        accessToken,
                        claims.assistant().tokens().accessTokenLifetime(),
                        refreshToken,
                        claims.scope(),
                        details)));
  }
}
