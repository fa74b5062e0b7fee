package dev.hushkey.seal.transit;

import dev.hushkey.seal.vault.VaultFault;

/** The result of one item of a batch. */
public sealed interface TransitOutcome {

  /** The operation succeeded. */
  record Done(String text) implements TransitOutcome {

    /** The generated one would print plain text. */
    @Override
    public String toString() {
      return "Done[" + text.length() + " characters]";
    }
  }

  /** It failed; other items of its batch may have succeeded. */
  record Failed(VaultFault fault) implements TransitOutcome {}
}
