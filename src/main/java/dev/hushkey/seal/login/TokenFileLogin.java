package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.LookupResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A token that another process puts in a file: the <a
 * href="https://openbao.org/docs/agent-and-proxy/autoauth/sinks/file/">sink</a> of a Vault Agent. A
 * new token in the file is picked up within seconds, or at once when ours is refused.
 */
final class TokenFileLogin implements LoginMethod {

  private final Path file;
  private final String setting;
  private final VaultDriver driver;

  private volatile SecretText used;

  TokenFileLogin(Path file, String setting, VaultDriver driver) {
    this.file = file;
    this.setting = setting;
    this.driver = driver;
  }

  @Override
  public String name() {
    return "token file";
  }

  @Override
  public VaultLogin logIn(Instant now) throws VaultFault {
    SecretText token = LoginMethod.read(setting, file);
    Vault client = driver.withToken(token);
    try {
      LookupResponse self = client.auth().lookupSelf();
      used = token;
      return new VaultLogin(client, now, Duration.ofSeconds(self.getTTL()), self.isRenewable());
    } catch (VaultException failure) {
      throw LoginMethod.refused(VaultFault.of(failure));
    }
  }

  @Override
  public boolean hasOtherCredentials() {
    try {
      return !LoginMethod.read(setting, file).equals(used);
    } catch (VaultFault _) {
      // being written, or gone: the token we have may still be valid
      return false;
    }
  }
}
