package dev.hushkey.cli.provision;

import java.util.ArrayList;
import java.util.List;

/** How one thing differs, line by line, and what can be done about it. */
final class Differences {

  private final List<String> lines = new ArrayList<>();
  private VaultChange.Kind kind = VaultChange.Kind.SAME;

  /** We can write this. */
  void different(String line) {
    add(line, VaultChange.Kind.DIFFERENT);
  }

  /** Somebody set it, and we were not told what it should be. */
  void unsaid(String line) {
    add(line, VaultChange.Kind.UNSAID);
  }

  /** A person has to decide. */
  void conflict(String line) {
    add(line, VaultChange.Kind.CONFLICT);
  }

  private void add(String line, VaultChange.Kind worst) {
    lines.add(line);
    kind = worst.compareTo(kind) > 0 ? worst : kind;
  }

  /** The outcome for a thing at this path. */
  VaultChange at(String path, boolean exists) {
    return new VaultChange(path, exists ? kind : VaultChange.Kind.MISSING, List.copyOf(lines));
  }
}
