package dev.hushkey.settings;

import java.util.List;
import java.util.Set;

/** Which profiles are guarded: all but two, so that no new name is unguarded by accident. */
public final class GuardedProfiles {

  private static final Set<String> UNGUARDED = Set.of("dev", "test");

  private GuardedProfiles() {}

  /**
   * Whether any of the active profiles is guarded.
   *
   * @param active all of them, as in {@code QUARKUS_PROFILE=eu,prod}; none is guarded, too
   */
  public static boolean anyOf(List<String> active) {
    return active.isEmpty() || !UNGUARDED.containsAll(active);
  }
}
