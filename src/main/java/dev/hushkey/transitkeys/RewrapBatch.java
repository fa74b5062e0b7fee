package dev.hushkey.transitkeys;

import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.StoredCiphertext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A batch of stored ciphertexts, and Vault's result for each. */
record RewrapBatch(List<StoredCiphertext> stored, List<Optional<SealedText>> moved) {

  /** Refuses an answer that does not match. */
  RewrapBatch {
    if (stored.size() != moved.size()) {
      throw new IllegalArgumentException("%d for %d".formatted(moved.size(), stored.size()));
    }
  }

  /** The result, and where the walk continues. */
  record Counts(String position, long rewrapped, long skipped, long refused) {

    /** Nothing was old up to there. */
    static Counts none(String position) {
      return new Counts(position, 0, 0, 0);
    }
  }

  List<StoredCiphertext.Moved> replacements() {
    List<StoredCiphertext.Moved> replacements = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      StoredCiphertext was = stored.get(i);
      moved.get(i).ifPresent(now -> replacements.add(new StoredCiphertext.Moved(was, now)));
    }
    return replacements;
  }

  List<StoredCiphertext> refused() {
    List<StoredCiphertext> refused = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      if (moved.get(i).isEmpty()) {
        refused.add(stored.get(i));
      }
    }
    return refused;
  }

  /** The result with this many replaced. */
  Counts counts(int put) {
    long replacements = replacements().size();
    return new Counts(
        stored.getLast().position(), put, replacements - put, stored.size() - replacements);
  }
}
