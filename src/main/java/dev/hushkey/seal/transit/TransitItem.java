package dev.hushkey.seal.transit;

import java.util.Base64;

/**
 * One item of a batch, as it goes over the wire.
 *
 * @param text plain text in base64, or a ciphertext
 * @param context the context from which the item's key is derived, in base64
 */
public record TransitItem(String text, String context) {

  /**
   * The longest text in characters. A batch of these stays below Vault's limit of 32 MiB for a
   * request, so that one huge row cannot break the calls of others. Tokens have a few thousand.
   */
  static final int MAX_LENGTH = 128 * 1024;

  public static TransitItem toEncrypt(byte[] plaintext, byte[] context) {
    return new TransitItem(base64(plaintext), base64(context));
  }

  public static TransitItem toDecrypt(String ciphertext, byte[] context) {
    return new TransitItem(ciphertext, base64(context));
  }

  public boolean isTooLong() {
    return text.length() > MAX_LENGTH;
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
