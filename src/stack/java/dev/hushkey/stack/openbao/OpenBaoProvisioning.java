package dev.hushkey.stack.openbao;

import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.provision.VaultPlan;
import dev.hushkey.cli.provision.VaultPolicies;
import dev.hushkey.cli.provision.VaultProvisioning;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.process.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Sets OpenBao up for the service, as {@code ./hushkey vault provision} does. */
final class OpenBaoProvisioning {
  private static final String TRANSIT = "transit";

  private final VaultApi api;
  private final List<String> assistants;
  private final List<MachineAccount> accounts;

  OpenBaoProvisioning(VaultApi api, List<String> assistants, List<MachineAccount> accounts) {
    this.api = api;
    this.assistants = assistants;
    this.accounts = accounts;
  }

  /**
   * A token with one policy of {@code vault-policies/} only, that outlives the root token which
   * makes it.
   */
  static String makeToken(VaultApi root, String policy, List<String> assistants) {
    String name = "hushkey-" + policy;
    root.require(
        "sys/policies/acl/" + name,
        Map.of("policy", VaultPolicies.render(policy, assistants, TRANSIT)));
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
    OperatorVault vault = OperatorVault.at(api.address(), SecretText.of(api.token()));
    new VaultProvisioning(vault, VaultPlan.of(assistants, TRANSIT)).apply();
    accounts.forEach(this::fetch);
  }

  /** The secret-id stays the same from start to start. */
  private void fetch(MachineAccount account) {
    String role = "auth/approle/role/" + account.role();
    StateDirectory.writePrivately(
        account.roleIdFile(), api.require(role + "/role-id").at("/data/role_id").asText());
    if (!Files.exists(account.secretIdFile())) {
      StateDirectory.writePrivately(
          account.secretIdFile(),
          api.require(role + "/secret-id", Map.of()).at("/data/secret_id").asText());
    }
  }

  /** An AppRole, and where the service reads how to log in with it. */
  record MachineAccount(String role, Path roleIdFile, Path secretIdFile) {}
}
