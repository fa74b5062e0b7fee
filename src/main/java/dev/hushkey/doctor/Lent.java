package dev.hushkey.doctor;

import dev.hushkey.doctor.keycloak.Credentials;
import dev.hushkey.secret.SecretText;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator lends for the look, beyond what the service itself has.
 *
 * @param vaultToken with the policy {@code hushkey-inspect}
 * @param authorities to trust at the public address in place of the JDK's
 */
public record Lent(
    Optional<SecretText> vaultToken, Credentials keycloak, Optional<KeyStore> authorities) {

  /** Nothing. */
  public static Lent nothing() {
    return new Lent(
        Optional.empty(), new Credentials(Map.of(), Optional.empty()), Optional.empty());
  }
}
