package dev.hushkey.cli.provision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What limits the AppRoles. What is empty is left as it is in Vault, and none where it is new, so
 * that a forgotten option loosens nothing.
 *
 * @param secretIdLife how long a new secret-id counts; zero for ever
 * @param secretIdUses how many log-ins a new secret-id allows; zero for any number
 * @param secretIdNetworks from where one may log in, as CIDR; none for anywhere
 */
public record AppRoleBounds(
    Optional<Duration> secretIdLife,
    Optional<Integer> secretIdUses,
    Optional<List<String>> secretIdNetworks) {

  /** Nothing is said about them. */
  public static AppRoleBounds unsaid() {
    return new AppRoleBounds(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
