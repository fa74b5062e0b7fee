package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.oauth.keys.SigningKeys;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Our access tokens, in the format of each assistant and with the keys of this moment. */
@Singleton
public class AccessTokens {

  private final SigningKeys keys;
  private final AccessTokenJwt form;
  private final OpaqueTokens opaque;

  @Inject
  AccessTokens(SigningKeys keys, AccessTokenJwt form, OpaqueTokens opaque) {
    this.keys = keys;
    this.form = form;
    this.opaque = opaque;
  }

  /**
   * Makes one access token. It is ready before a transaction begins, since keys may come from
   * Vault.
   */
  public sealed interface Signer {

    /** What the token's row has to know it by; empty when its signature does that. */
    Optional<TokenHash> hash();

    SecretText sign(AccessTokenClaims claims);

    /** For a JWT, which can be made when its instants are known. */
    @FunctionalInterface
    non-sealed interface OfJwt extends Signer {
      @Override
      default Optional<TokenHash> hash() {
        return Optional.empty();
      }
    }

    /** For an opaque token, which does not depend on what it stands for. */
    record OfOpaque(SecretText token) implements Signer {
      @Override
      public Optional<TokenHash> hash() {
        return Optional.of(TokenHash.of(token));
      }

      @Override
      public SecretText sign(AccessTokenClaims claims) {
        return token;
      }
    }
  }

  /**
   * What makes the next access token of this assistant. Fails as unavailable while it needs a key
   * and none can be had.
   */
  public Uni<Signer> signer(Assistant client) {
    return switch (client.tokens().accessTokenFormat()) {
      case OPAQUE -> Uni.createFrom().item(() -> new Signer.OfOpaque(SecretText.random()));
      case JWT ->
          keys.current(client.tokens().signingAlgorithm())
              .map(key -> (Signer.OfJwt) claims -> form.sign(claims, key.kid(), key.privateKey()));
    };
  }

  /**
   * Reads a token that somebody showed us.
   *
   * @return empty for whatever is not a token of ours, or a JWT that ran out; fails as unavailable
   *     while no key can be had, which says nothing about the token
   */
  public Uni<Optional<VerifiedAccessToken>> verify(SecretText token) {
    Optional<String> keyId = form.findKeyId(token);
    return keyId.isEmpty()
        ? opaque.find(token)
        : keys.verificationKey(keyId.get())
            .map(found -> found.flatMap(key -> form.verify(token, key)));
  }
}
