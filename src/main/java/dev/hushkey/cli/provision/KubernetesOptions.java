package dev.hushkey.cli.provision;

import dev.hushkey.cli.terminal.CommandFailure;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that let the pods' service account log in. */
final class KubernetesOptions {

  /** RFC 1123, and nothing that Vault takes for a pattern. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  @Option(
      names = "--kubernetes-namespace",
      paramLabel = "NAMESPACE",
      description = "The namespace of the pods.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--kubernetes-service-account",
      paramLabel = "NAME",
      description = "Their service account.")
  private Optional<String> account = Optional.empty();

  @Option(
      names = "--kubernetes-audience",
      paramLabel = "AUDIENCE",
      defaultValue = "vault",
      description = "For whom its token is made. Default: ${DEFAULT-VALUE}")
  private String audience;

  @Option(
      names = "--kubernetes-mount",
      paramLabel = "PATH",
      defaultValue = VaultPolicies.KUBERNETES,
      description = "Where Vault's Kubernetes method is mounted. Default: ${DEFAULT-VALUE}")
  private String mount;

  /** The account, if one is named. */
  Optional<KubernetesAccount> account() {
    if (namespace.isEmpty() && account.isEmpty()) {
      return Optional.empty();
    }
    if (namespace.isEmpty() || account.isEmpty()) {
      throw CommandFailure.usage(
          "--kubernetes-namespace and --kubernetes-service-account go together.");
    }
    if (audience.isBlank()) {
      throw CommandFailure.usage(
          "--kubernetes-audience must not be empty: any token of the service account would do.");
    }
    return Optional.of(
        new KubernetesAccount(
            mount,
            name("--kubernetes-namespace", namespace.get()),
            name("--kubernetes-service-account", account.get()),
            audience));
  }

  private static String name(String option, String name) {
    if (!NAME.matcher(name).matches()) {
      throw CommandFailure.usage(option + " must be one name, without * or other patterns.");
    }
    return name;
  }
}
