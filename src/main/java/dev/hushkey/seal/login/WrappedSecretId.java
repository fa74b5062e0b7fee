package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import io.github.jopenlibs.vault.json.JsonValue;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * A secret-id that is delivered as a <a
 * href="https://openbao.org/docs/concepts/response-wrapping/">response-wrapping token</a>: it can
 * be unwrapped only once, so that we notice if anyone else who read the file unwrapped it first. We
 * unwrap each token once and keep the secret-id in memory for later log-ins.
 */
final class WrappedSecretId {

  private static final Logger LOG = Logger.getLogger(WrappedSecretId.class);

  private final Path file;
  private final String mount;
  private final String setting;
  private final VaultDriver driver;

  private SecretText unwrapped;
  private SecretText secretId;

  WrappedSecretId(Path file, String mount, String setting, VaultDriver driver) {
    this.file = file;
    this.mount = mount;
    this.setting = setting;
    this.driver = driver;
  }

  /**
   * The secret-id of the token in the file now.
   *
   * @throws VaultFault CREDENTIALS_REFUSED, with an alarm in the log, when the token was used
   *     before, has expired, or wraps something else
   */
  synchronized SecretText secretId() throws VaultFault {
    SecretText token = LoginMethod.read(setting, file);
    if (!token.equals(unwrapped)) {
      secretId = unwrap(token);
      unwrapped = token;
    }
    return secretId;
  }

  private SecretText unwrap(SecretText token) throws VaultFault {
    Auth auth = driver.withToken(token).auth();
    try {
      requireOrigin(auth.lookupWrap().getData().get("creation_path"));
      JsonValue found = auth.unwrap().getData().get("secret_id");
      if (found == null || !found.isString()) {
        throw alarm("does not wrap a secret-id");
      }
      return SecretText.of(found.asString());
    } catch (VaultException failure) {
      VaultFault fault = VaultFault.of(failure);
      if (fault.kind() == VaultFault.Kind.AWAY) {
        throw fault;
      }
      throw alarm("has expired or was unwrapped before, " + fault.getMessage());
    }
  }

  /** Otherwise anyone who can write the file could log us in with another role. */
  private void requireOrigin(String path) throws VaultFault {
    boolean ours =
        path != null && path.startsWith("auth/" + mount + "/role/") && path.endsWith("/secret-id");
    if (!ours) {
      throw alarm("was not made as a secret-id of auth/" + mount);
    }
  }

  private VaultFault alarm(String why) {
    LOG.errorf(
        "ALARM: the wrapping token in %s (%s) %s. If Hushkey did not use it, somebody else did:"
            + " destroy the secret-id, find out who, and deliver a new wrapped one. After a restart"
            + " a new one is always needed.",
        setting, file, why);
    return new VaultFault(
        VaultFault.Kind.CREDENTIALS_REFUSED, "the wrapping token in " + setting + " " + why);
  }
}
