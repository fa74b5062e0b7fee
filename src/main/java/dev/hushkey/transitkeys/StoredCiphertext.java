package dev.hushkey.transitkeys;

import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;

/**
 * A ciphertext where it lies.
 *
 * @param position the key of its row, by which the walk goes on
 */
record StoredCiphertext(String position, SealBinding binding, SealedText sealed) {

  /** What takes its place, unless somebody else has been there. */
  record Moved(StoredCiphertext was, SealedText now) {}
}
