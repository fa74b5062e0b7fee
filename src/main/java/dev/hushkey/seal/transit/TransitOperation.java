package dev.hushkey.seal.transit;

/**
 * An operation of Transit on an item of a batch, and the names of its request and answer fields.
 */
public enum TransitOperation {
  ENCRYPT("encrypt", "plaintext", "ciphertext"),
  DECRYPT("decrypt", "ciphertext", "plaintext"),
  /** Turns a ciphertext into one of the latest version of the key. */
  REWRAP("rewrap", "ciphertext", "ciphertext");

  private final String path;
  private final String given;
  private final String wanted;

  TransitOperation(String path, String given, String wanted) {
    this.path = path;
    this.given = given;
    this.wanted = wanted;
  }

  /** The path segment, and the label value in metrics. */
  String path() {
    return path;
  }

  /** The field that holds the input. */
  String given() {
    return given;
  }

  /** The field that holds the result. */
  String wanted() {
    return wanted;
  }
}
