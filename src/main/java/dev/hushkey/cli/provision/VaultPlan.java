package dev.hushkey.cli.provision;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Vault should hold for an installation.
 *
 * @param assistants their ids
 * @param mount where Transit is, or is to be, mounted
 * @param rotateEvery how often Vault rotates each key on its own; zero for never, empty to leave it
 * @param tokenNetworks from where a token may be used, as CIDR: none for anywhere, empty to leave
 *     it
 * @param appRoles the bounds of the AppRoles, if there are to be any
 * @param kubernetes the pods' service account, if they log in with one
 */
public record VaultPlan(
    Collection<String> assistants,
    String mount,
    Optional<Duration> rotateEvery,
    Optional<List<String>> tokenNetworks,
    Optional<AppRoleBounds> appRoles,
    Optional<KubernetesAccount> kubernetes) {

  /** Reserved: with this name, an assistant's key would clash with ours. */
  private static final Set<String> TAKEN = Set.of("signing");

  /**
   * @throws IllegalArgumentException an assistant's name is reserved
   */
  public VaultPlan {
    assistants = new TreeSet<>(assistants);
    assistants.stream()
        .filter(TAKEN::contains)
        .findFirst()
        .ifPresent(
            taken -> {
              throw new IllegalArgumentException("an assistant must not be named " + taken);
            });
  }

  /** With AppRoles of which nothing else is said. */
  public static VaultPlan of(Collection<String> assistants, String mount) {
    return new VaultPlan(
        assistants,
        mount,
        Optional.empty(),
        Optional.empty(),
        Optional.of(AppRoleBounds.unsaid()),
        Optional.empty());
  }
}
