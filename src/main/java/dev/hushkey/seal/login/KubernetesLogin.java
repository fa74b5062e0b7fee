package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.VaultException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * <a href="https://openbao.org/docs/auth/kubernetes/">Kubernetes</a>: the pod's service account
 * token, which the kubelet replaces while we run, so the file is read at each log-in.
 */
final class KubernetesLogin implements LoginMethod {

  /** Where each pod finds it. */
  private static final Path MOUNTED =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private final VaultCredentials.Kubernetes settings;
  private final String prefix;
  private final VaultDriver driver;

  KubernetesLogin(VaultCredentials.Kubernetes settings, String prefix, VaultDriver driver) {
    this.settings = settings;
    this.prefix = prefix;
    this.driver = driver;
  }

  @Override
  public String name() {
    return "Kubernetes service account";
  }

  @Override
  public VaultLogin logIn(Instant now) throws VaultFault {
    SecretText jwt = LoginMethod.read(prefix + ".jwt-file", settings.jwtFile().orElse(MOUNTED));
    try {
      return VaultLogin.of(
          driver
              .anonymous()
              .auth()
              .loginByJwt(settings.mount().orElse("kubernetes"), settings.role(), jwt.reveal()),
          driver,
          now);
    } catch (VaultException failure) {
      throw LoginMethod.refused(VaultFault.of(failure));
    }
  }
}
