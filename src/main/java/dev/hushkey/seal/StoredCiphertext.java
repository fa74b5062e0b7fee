package dev.hushkey.seal;

import java.util.List;

/**
 * A ciphertext where it is stored.
 *
 * @param position the key of its row; a rewrap pages by it
 */
public record StoredCiphertext(String position, SealBinding binding, SealedText sealed) {

  /** The same secret under a newer version of the key. */
  public record Moved(StoredCiphertext was, SealedText now) {

    /** The old ciphertexts, for a statement that compares them with the stored ones. */
    public static String[] old(List<Moved> moved) {
      return moved.stream().map(each -> each.was().sealed().ciphertext()).toArray(String[]::new);
    }

    /** The new ciphertexts, in the same order. */
    public static String[] now(List<Moved> moved) {
      return moved.stream().map(each -> each.now().ciphertext()).toArray(String[]::new);
    }
  }
}
