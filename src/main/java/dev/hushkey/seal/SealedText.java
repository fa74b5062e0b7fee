package dev.hushkey.seal;

/**
 * A secret under seal: Transit's {@code vault:vN:…}. Useless without Vault and the identity it was
 * sealed for, so it may be stored and printed.
 */
public record SealedText(String ciphertext) {

  /** Refuses only what cannot be a ciphertext at all; Vault checks the rest. */
  public SealedText {
    if (ciphertext == null || ciphertext.isBlank()) {
      throw new IllegalArgumentException("a sealed text must not be empty");
    }
  }

  @Override
  public String toString() {
    return ciphertext;
  }
}
