package dev.hushkey.oauth;

import dev.hushkey.oauth.keys.SigningKeys;
import dev.hushkey.secret.SecretText;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Our access tokens with the keys of this moment. */
@Singleton
public class AccessTokens {

  private final SigningKeys keys;
  private final AccessTokenForm form;

  @Inject
  AccessTokens(SigningKeys keys, AccessTokenForm form) {
    this.keys = keys;
    this.form = form;
  }

  /** Something that signs, ready before a transaction begins, since keys may come from Vault. */
  @FunctionalInterface
  interface Signer {
    SecretText sign(AccessTokenClaims claims);
  }

  /** The signer with the current key. Fails as unavailable while no key can be had. */
  Uni<Signer> signer() {
    return keys.current().map(key -> claims -> form.sign(claims, key.kid(), key.privateKey()));
  }

  /** Signs a token with the current key. Fails as unavailable while no key can be had. */
  public Uni<SecretText> issue(AccessTokenClaims claims) {
    return signer().map(signer -> signer.sign(claims));
  }

  /**
   * Reads a token that somebody showed us.
   *
   * @return empty for whatever is not a token of ours that is in time; fails as unavailable while
   *     no key can be had, which says nothing about the token
   */
  public Uni<Optional<VerifiedAccessToken>> verify(SecretText token) {
    Optional<String> keyId = form.findKeyId(token);
    return keyId.isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : keys.verificationKey(keyId.get())
            .map(found -> found.flatMap(key -> form.verify(token, key)));
  }
}
