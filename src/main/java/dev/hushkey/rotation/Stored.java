package dev.hushkey.rotation;

import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;

/**
 * A ciphertext where it lies.
 *
 * @param position the key of its row, by which the walk goes on
 */
record Stored(String position, SealBinding binding, SealedText sealed) {

  /** What takes its place, unless somebody else has been there. */
  record Moved(Stored was, SealedText now) {}
}
