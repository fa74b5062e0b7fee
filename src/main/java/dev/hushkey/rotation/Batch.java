package dev.hushkey.rotation;

import dev.hushkey.seal.SealedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A batch of stored ciphertexts, and what Vault made of each. */
record Batch(List<Stored> stored, List<Optional<SealedText>> moved) {

  /** Refuses an answer that does not fit. */
  Batch {
    if (stored.size() != moved.size()) {
      throw new IllegalArgumentException("%d for %d".formatted(moved.size(), stored.size()));
    }
  }

  /** How it went, and where the walk goes on. */
  record Counts(String position, long rewrapped, long passedOver, long refused) {}

  List<Stored.Moved> replacements() {
    List<Stored.Moved> replacements = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      Stored was = stored.get(i);
      moved.get(i).ifPresent(now -> replacements.add(new Stored.Moved(was, now)));
    }
    return replacements;
  }

  List<Stored> refused() {
    List<Stored> refused = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      if (moved.get(i).isEmpty()) {
        refused.add(stored.get(i));
      }
    }
    return refused;
  }

  /** With this many put in place. */
  Counts counts(int put) {
    long replacements = replacements().size();
    return new Counts(
        stored.getLast().position(), put, replacements - put, stored.size() - replacements);
  }
}
