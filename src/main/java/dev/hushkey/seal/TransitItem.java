package dev.hushkey.seal;

import java.util.Base64;

/**
 * One item of a batch, as it goes over the wire.
 *
 * @param text plain text in base64, or a ciphertext
 * @param context what the item's key is derived from, in base64
 */
record TransitItem(String text, String context) {

  /**
   * The longest text in characters. A batch of these stays below the 32 MiB of a request that Vault
   * takes, so that one monstrous row cannot spoil the calls of others. Tokens have a few thousand.
   */
  static final int LONGEST = 128 * 1024;

  static TransitItem toEncrypt(byte[] plaintext, byte[] context) {
    return new TransitItem(base64(plaintext), base64(context));
  }

  static TransitItem toDecrypt(SealedText sealed, byte[] context) {
    return new TransitItem(sealed.ciphertext(), base64(context));
  }

  boolean isTooLong() {
    return text.length() > LONGEST;
  }

  /** The generated one would print plain text. */
  @Override
  public String toString() {
    return "TransitItem[" + text.length() + " characters]";
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
