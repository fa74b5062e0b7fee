package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.keys.OffTheLoop;
import dev.hushkey.oauth.keys.SigningKeys;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Our access tokens, in each assistant's format and signed with the current keys. */
@Singleton
public class AccessTokens {

  private final SigningKeys keys;
  private final AccessTokenJwt form;
  private final OpaqueTokens opaque;
  private final RememberedSignatures signatures;
  private final ThisCell cell;

  @Inject
  AccessTokens(
      SigningKeys keys,
      AccessTokenJwt form,
      OpaqueTokens opaque,
      RememberedSignatures signatures,
      ThisCell cell) {
    this.cell = cell;
    this.keys = keys;
    this.form = form;
    this.opaque = opaque;
    this.signatures = signatures;
  }

  /**
   * Makes one access token. It is prepared before a transaction begins, because keys may come from
   * Vault.
   */
  public sealed interface Signer {

    /** The hash that the token's row needs; empty for a JWT, which its signature identifies. */
    Optional<TokenHash> hash();

    Uni<SecretText> sign(AccessTokenClaims claims);

    /** For a JWT, which can be made only when its instants are known. */
    @FunctionalInterface
    non-sealed interface OfJwt extends Signer {
      @Override
      default Optional<TokenHash> hash() {
        return Optional.empty();
      }
    }

    /** For an opaque token, which does not depend on its claims. */
    record OfOpaque(SecretText token) implements Signer {
      @Override
      public Optional<TokenHash> hash() {
        return Optional.of(TokenHash.of(token));
      }

      @Override
      public Uni<SecretText> sign(AccessTokenClaims claims) {
        return Uni.createFrom().item(token);
      }
    }
  }

  /**
   * The maker of this assistant's next access token. Fails as unavailable while it needs a key and
   * none can be had.
   */
  public Uni<Signer> signer(Assistant client) {
    return switch (client.tokens().accessTokenFormat()) {
      case OPAQUE -> Uni.createFrom().item(() -> new Signer.OfOpaque(cell.random()));
      case JWT ->
          keys.current(client.tokens().signingAlgorithm())
              .map(
                  key ->
                      (Signer.OfJwt)
                          claims ->
                              OffTheLoop.compute(
                                  () -> form.sign(claims, key.kid(), key.privateKey())));
    };
  }

  /**
   * Reads a presented token.
   *
   * @return empty for anything but our own tokens, and for an expired JWT; fails as unavailable
   *     while no key can be had, and with {@link dev.hushkey.failure.Failure.OtherCell} for a token
   *     of another cell, which says nothing about the token
   */
  public Uni<Optional<VerifiedAccessToken>> verify(SecretText token) {
    Optional<FailureException> elsewhere = cell.elsewhere(token);
    if (elsewhere.isPresent()) {
      return Uni.createFrom().failure(elsewhere.get());
    }
    Optional<String> keyId = form.findKeyId(token);
    return keyId.isEmpty()
        ? opaque.find(token)
        : keys.verificationKey(keyId.get())
            .chain(
                found ->
                    found
                        .map(key -> signatures.verify(token, key))
                        .orElseGet(() -> ofUnknownKey(token)));
  }

  /** Another cell has other keys. What the token says of itself is believed only so far. */
  private Uni<Optional<VerifiedAccessToken>> ofUnknownKey(SecretText token) {
    return form.findCell(token)
        .flatMap(cell::elsewhere)
        .map(other -> Uni.createFrom().<Optional<VerifiedAccessToken>>failure(other))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }
}
