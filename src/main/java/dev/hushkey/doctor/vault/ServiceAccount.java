package dev.hushkey.doctor.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.KubernetesAccount;
import dev.hushkey.cli.session.Json;
import dev.hushkey.seal.vault.VaultCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The pod's service account, by its own token: what the roles in Vault have to be bound to. */
final class ServiceAccount {

  private static final Path MOUNTED =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private ServiceAccount() {}

  /** Empty when there is no token here, or none of Kubernetes. */
  static Optional<KubernetesAccount> of(VaultCredentials.Kubernetes settings) {
    try {
      String[] parts = Files.readString(settings.jwtFile().orElse(MOUNTED)).strip().split("\\.");
      JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
      JsonNode kubernetes = claims.path("kubernetes.io");
      String namespace = kubernetes.path("namespace").asText("");
      String name = kubernetes.at("/serviceaccount/name").asText("");
      return namespace.isEmpty() || name.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new KubernetesAccount(
                  settings.mount().orElse("kubernetes"),
                  namespace,
                  name,
                  claims.at("/aud/0").asText("")));
    } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException notAToken) {
      return Optional.empty();
    }
  }
}
