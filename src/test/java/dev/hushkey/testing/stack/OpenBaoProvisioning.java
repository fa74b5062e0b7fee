package dev.hushkey.testing.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Sets OpenBao up for the service: Transit keys, policy, AppRole. Every step may be repeated. */
final class OpenBaoProvisioning {
  private static final List<String> KEYS = List.of("hushkey-alexa", "hushkey-signing");
  private static final String SERVE = "hushkey-serve";

  private final VaultApi api;
  private final Path roleIdFile;
  private final Path secretIdFile;

  OpenBaoProvisioning(VaultApi api, Path roleIdFile, Path secretIdFile) {
    this.api = api;
    this.roleIdFile = roleIdFile;
    this.secretIdFile = secretIdFile;
  }

  /**
   * A token with one policy of {@code vault-policies/} only, that outlives the root token which
   * makes it.
   */
  static String makeToken(VaultApi root, String policy) {
    String name = "hushkey-" + policy;
    root.require("sys/policies/acl/" + name, Map.of("policy", policy(policy)));
    Map<String, ?> token =
        Map.of(
            "policies",
            List.of(name),
            "no_default_policy",
            true,
            "no_parent",
            true,
            "period",
            "8760h",
            "display_name",
            "local-stack");
    return root.require("auth/token/create", token).at("/auth/client_token").asText();
  }

  void provision() {
    api.require("auth/token/renew-self", Map.of());
    mount("sys/mounts", "transit", "transit");
    mount("sys/auth", "approle", "approle");
    KEYS.forEach(this::makeKey);
    api.require("sys/policies/acl/" + SERVE, Map.of("policy", policy("serve")));
    makeRole();
  }

  private void mount(String table, String path, String type) {
    if (!api.require(table).at("/data").has(path + "/")) {
      api.require(table + "/" + path, Map.of("type", type));
    }
  }

  /**
   * Does nothing to a key that exists. Deletion is not allowed unless someone turns it on, which
   * nobody here may.
   */
  private void makeKey(String key) {
    api.require(
        "transit/keys/" + key,
        Map.of("type", "aes256-gcm96", "derived", true, "exportable", false));
  }

  private void makeRole() {
    String role = "auth/approle/role/" + SERVE;
    Map<String, ?> settings =
        Map.of(
            "token_policies",
            List.of(SERVE),
            "token_no_default_policy",
            true,
            "token_ttl",
            "20m",
            "token_max_ttl",
            "4h");
    api.require(role, settings);
    StateDirectory.writePrivately(
        roleIdFile, api.require(role + "/role-id").at("/data/role_id").asText());
    if (!Files.exists(secretIdFile)) {
      StateDirectory.writePrivately(
          secretIdFile, api.require(role + "/secret-id", Map.of()).at("/data/secret_id").asText());
    }
  }

  private static String policy(String name) {
    try {
      return Files.readString(Path.of("vault-policies", name + ".hcl"));
    } catch (IOException e) {
      throw new UncheckedIOException("run in the project's directory", e);
    }
  }
}
