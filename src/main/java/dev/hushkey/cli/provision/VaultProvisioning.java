package dev.hushkey.cli.provision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sets Vault up for Hushkey: the engine, a key for each assistant, policies, machine accounts.
 * Compares first and writes only what differs, so it may be repeated at any time.
 */
public final class VaultProvisioning {

  private static final String APP_ROLE = "approle";
  private static final String SERVE = "hushkey-serve";
  private static final String ROTATE = "hushkey-rotate";

  private static final long TOKEN_LIFE = Duration.ofMinutes(20).toSeconds();
  private static final long TOKEN_MAX_LIFE = Duration.ofHours(4).toSeconds();

  private final OperatorVault vault;
  private final VaultPlan plan;
  private final List<DesiredState> wanted = new ArrayList<>();

  /** Plans; sends nothing to Vault yet. */
  public VaultProvisioning(OperatorVault vault, VaultPlan plan) {
    this.vault = vault;
    this.plan = plan;
    wanted.add(new DesiredState.Mount("sys/mounts", plan.mount(), "transit", Optional.empty()));
    plan.assistants().forEach(id -> addKey("hushkey-" + id));
    addKey("hushkey-signing");
    addPolicies();
    plan.appRoles().ifPresent(this::addAppRoles);
    plan.kubernetes().ifPresent(this::addKubernetes);
  }

  private void addKey(String name) {
    wanted.add(new DesiredState.Key(plan.mount(), name, plan.rotateEvery().isPresent()));
    plan.rotateEvery()
        .ifPresent(
            every -> wanted.add(new DesiredState.Schedule(plan.mount(), name, every.toSeconds())));
  }

  private void addPolicies() {
    for (String name : VaultPolicies.PROVISIONED) {
      wanted.add(new DesiredState.Policy("hushkey-" + name, rendered(name), Optional.empty()));
    }
    String command =
        "hushkey vault policy provision --assistants=%s | bao policy write hushkey-provision -"
            .formatted(String.join(",", plan.assistants()));
    wanted.add(
        new DesiredState.Policy("hushkey-provision", rendered("provision"), Optional.of(command)));
  }

  private String rendered(String policy) {
    String kubernetes =
        plan.kubernetes().map(KubernetesAccount::mount).orElse(VaultPolicies.KUBERNETES);
    return VaultPolicies.render(policy, plan.assistants(), plan.mount(), kubernetes);
  }

  private void addAppRoles(AppRoleBounds bounds) {
    wanted.add(new DesiredState.Mount("sys/auth", APP_ROLE, APP_ROLE, Optional.empty()));
    for (String name : List.of(SERVE, ROTATE)) {
      wanted.add(new DesiredState.Role(APP_ROLE, name, appRole(name, bounds)));
    }
  }

  private FieldRules appRole(String name, AppRoleBounds bounds) {
    return token(name)
        .written("bind_secret_id", true)
        .option(
            "secret_id_ttl",
            bounds.secretIdLife().map(Duration::toSeconds),
            "--secret-id-ttl=HOURS or 0")
        .option("secret_id_num_uses", bounds.secretIdUses(), "--secret-id-num-uses=NUMBER or 0")
        .option(
            "secret_id_bound_cidrs",
            bounds.secretIdNetworks(),
            "--secret-id-bound-cidrs=NETWORKS or none")
        .free("local_secret_ids");
  }

  private void addKubernetes(KubernetesAccount account) {
    String mount = account.mount();
    wanted.add(
        new DesiredState.Mount(
            "sys/auth",
            mount,
            "kubernetes",
            Optional.of("bao auth enable -path=%s kubernetes".formatted(mount))));
    wanted.add(new DesiredState.TokenReviewer(mount));
    for (String name : List.of(SERVE, ROTATE)) {
      wanted.add(new DesiredState.Role(mount, name, kubernetesRole(name, account)));
    }
  }

  private FieldRules kubernetesRole(String name, KubernetesAccount account) {
    return token(name)
        .written("bound_service_account_names", List.of(account.name()))
        .written("bound_service_account_namespaces", List.of(account.namespace()))
        .written("bound_service_account_namespace_selector", "")
        .written("audience", account.audience())
        .free("alias_name_source");
  }

  /** A token with the policy of the role's own name only, that is renewed as long as it serves. */
  private FieldRules token(String name) {
    return new FieldRules()
        .written("token_policies", List.of(name))
        .written("token_no_default_policy", true)
        .written("token_ttl", TOKEN_LIFE)
        .written("token_max_ttl", TOKEN_MAX_LIFE)
        .written("token_explicit_max_ttl", 0)
        .written("token_period", 0)
        .written("token_num_uses", 0)
        .written("token_type", "default")
        .option("token_bound_cidrs", plan.tokenNetworks(), "--token-bound-cidrs=NETWORKS or none")
        .free("token_strictly_bind_ip");
  }

  /** What differs and what does not, in the order in which it would be written. Only reads. */
  public List<VaultChange> compare() {
    List<VaultChange> changes = new ArrayList<>();
    for (DesiredState each : wanted) {
      changes.add(each.compare(vault));
    }
    return changes;
  }

  /** The same for one key, by its name in Transit. */
  public VaultChange compareKey(String name) {
    return new DesiredState.Key(plan.mount(), name, plan.rotateEvery().isPresent()).compare(vault);
  }

  /**
   * Writes what differs.
   *
   * @return what it changed, and what was already right
   */
  public List<VaultChange> apply() {
    List<VaultChange> changes = new ArrayList<>();
    for (DesiredState each : wanted) {
      VaultChange change = each.compare(vault);
      if (change.isToDo()) {
        each.put(vault);
      }
      changes.add(change);
    }
    return changes;
  }
}
