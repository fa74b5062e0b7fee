package dev.hushkey.handout.decision;

import dev.hushkey.failure.FailureException;

/**
 * What a caller may send with a question and gets back beside the answer's identity: an answer that
 * was mixed up on its way to the caller shows by it. We neither read nor keep it.
 */
public final class Nonce {

  private static final int MAX_LENGTH = 64;

  private Nonce() {}

  /**
   * The nonce, or null.
   *
   * @throws FailureException for one that is empty or too long
   */
  public static String read(String nonce) {
    if (nonce != null && (nonce.isEmpty() || nonce.length() > MAX_LENGTH)) {
      throw FailureException.malformed("nonce", "must have 1 to " + MAX_LENGTH + " characters");
    }
    return nonce;
  }
}
