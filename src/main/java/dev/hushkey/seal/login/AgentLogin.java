package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import java.time.Duration;
import java.time.Instant;

/**
 * No log-in: a Vault Agent or <a href="https://openbao.org/docs/agent-and-proxy/proxy/">proxy</a>
 * on this machine adds its token to our requests and renews it. The driver sends {@code
 * X-Vault-Request} with each, which an agent may require.
 */
final class AgentLogin implements LoginMethod {

  private final VaultDriver driver;

  AgentLogin(VaultDriver driver) {
    this.driver = driver;
  }

  @Override
  public String name() {
    return "Vault Agent";
  }

  @Override
  public VaultLogin logIn(Instant now) throws VaultFault {
    Vault client = driver.anonymous();
    try {
      client.auth().lookupSelf();
      return new VaultLogin(client, now, Duration.ZERO, false);
    } catch (VaultException failure) {
      throw LoginMethod.refused(VaultFault.of(failure));
    }
  }
}
