package dev.hushkey.seal.transit;

import dev.hushkey.seal.vault.VaultFault;

/** What became of one item of a batch. */
public sealed interface TransitOutcome {

  /** It was done. */
  record Done(String text) implements TransitOutcome {

    /** The generated one would print plain text. */
    @Override
    public String toString() {
      return "Done[" + text.length() + " characters]";
    }
  }

  /** It was not; the other items of its batch may be well. */
  record Failed(VaultFault fault) implements TransitOutcome {}
}
