package dev.hushkey.cli.provision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sets Vault up for Hushkey: the engine, a key for each assistant, policies, machine accounts.
 * Compares first and writes only what differs, so it may be repeated at any time.
 */
public final class VaultProvisioning {

  /** Reserved names: with one of these, an assistant's key would clash with one of ours. */
  private static final Set<String> TAKEN = Set.of("signing", "audit");

  private static final long TOKEN_LIFE = Duration.ofMinutes(20).toSeconds();
  private static final long TOKEN_MAX_LIFE = Duration.ofHours(4).toSeconds();

  private final OperatorVault vault;
  private final List<DesiredState> wanted = new ArrayList<>();

  /**
   * Plans; sends nothing to Vault yet.
   *
   * @param assistants their ids
   * @param mount where Transit is, or is to be, mounted
   * @param rotateEvery how often Vault rotates each key on its own, if at all
   * @throws IllegalArgumentException an assistant's name is reserved
   */
  public VaultProvisioning(
      OperatorVault vault,
      Collection<String> assistants,
      String mount,
      Optional<Duration> rotateEvery) {
    this.vault = vault;
    TreeSet<String> ids = new TreeSet<>(assistants);
    ids.stream()
        .filter(TAKEN::contains)
        .findFirst()
        .ifPresent(
            taken -> {
              throw new IllegalArgumentException("an assistant must not be named " + taken);
            });
    wanted.add(new DesiredState.Mount("sys/mounts", mount, "transit"));
    wanted.add(new DesiredState.Mount("sys/auth", "approle", "approle"));
    ids.forEach(id -> addKey(mount, "hushkey-" + id, rotateEvery));
    addKey(mount, "hushkey-signing", rotateEvery);
    wanted.add(new DesiredState.Key(mount, "hushkey-audit", "ed25519", false));
    for (String name : VaultPolicies.PROVISIONED) {
      wanted.add(
          new DesiredState.Policy("hushkey-" + name, VaultPolicies.render(name, ids, mount)));
    }
    wanted.add(role("hushkey-serve"));
    wanted.add(role("hushkey-rotate"));
  }

  private void addKey(String mount, String name, Optional<Duration> rotateEvery) {
    wanted.add(new DesiredState.Key(mount, name, "aes256-gcm96", true));
    rotateEvery.ifPresent(
        every -> wanted.add(new DesiredState.Schedule(mount, name, every.toSeconds())));
  }

  /** A machine account with the policy of its own name only. */
  private static DesiredState role(String name) {
    return new DesiredState.Role(
        "approle",
        name,
        Map.of(
            "token_policies",
            List.of(name),
            "token_no_default_policy",
            true,
            "token_ttl",
            TOKEN_LIFE,
            "token_max_ttl",
            TOKEN_MAX_LIFE));
  }

  /** What differs and what does not, in the order in which it would be written. Only reads. */
  public List<VaultChange> compare() {
    List<VaultChange> changes = new ArrayList<>();
    for (DesiredState each : wanted) {
      changes.add(each.compare(vault));
    }
    return changes;
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
