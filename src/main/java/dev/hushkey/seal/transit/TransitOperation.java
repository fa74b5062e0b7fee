package dev.hushkey.seal.transit;

/**
 * What Transit does to an item of a batch, and how the fields of its request and answer are called.
 */
public enum TransitOperation {
  ENCRYPT("encrypt", "plaintext", "ciphertext"),
  DECRYPT("decrypt", "ciphertext", "plaintext"),
  /** Ciphertext for ciphertext, with the latest version of the key. */
  REWRAP("rewrap", "ciphertext", "ciphertext");

  private final String path;
  private final String given;
  private final String wanted;

  TransitOperation(String path, String given, String wanted) {
    this.path = path;
    this.given = given;
    this.wanted = wanted;
  }

  /** The segment of the path, and the value of the label in metrics. */
  String path() {
    return path;
  }

  /** The field that holds what is worked on. */
  String given() {
    return given;
  }

  /** The field that holds what comes out. */
  String wanted() {
    return wanted;
  }
}
