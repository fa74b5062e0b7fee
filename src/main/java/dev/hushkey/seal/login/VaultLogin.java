package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.response.AuthResponse;
import java.time.Duration;
import java.time.Instant;

/**
 * One log-in. Only the client holds the token.
 *
 * @param granted its lifetime; zero means for ever, or that another process renews it
 */
record VaultLogin(Vault client, Instant since, Duration granted, boolean renewable) {

  /** From the answer to a log-in. */
  static VaultLogin of(AuthResponse answer, VaultDriver driver, Instant now) throws VaultFault {
    String token = answer.getAuthClientToken();
    if (token == null || token.isEmpty()) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an answer to the log-in that holds no token");
    }
    return new VaultLogin(
        driver.withToken(SecretText.of(token)),
        now,
        Duration.ofSeconds(answer.getAuthLeaseDuration()),
        answer.isAuthRenewable());
  }

  boolean isDue(Instant now) {
    return renewable
        && !granted.isZero()
        && !now.isBefore(since.plus(granted.multipliedBy(2).dividedBy(3)));
  }

  boolean isOver(Instant now) {
    return !granted.isZero() && !now.isBefore(since.plus(granted));
  }

  VaultLogin renewedAt(Instant now) {
    return new VaultLogin(client, now, granted, renewable);
  }
}
