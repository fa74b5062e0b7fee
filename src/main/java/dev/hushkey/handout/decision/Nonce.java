package dev.hushkey.handout.decision;

import dev.hushkey.failure.FailureException;
import java.util.regex.Pattern;

/**
 * What a caller may send with a question and gets back beside the answer's identity: an answer that
 * was mixed up on its way to the caller shows by it. We neither read nor keep it.
 */
public final class Nonce {

  /** Its form for the API document. */
  public static final String PATTERN = "^[ -~]+$";

  private static final int MAX_LENGTH = 64;

  private static final Pattern FORM = Pattern.compile("[ -~]{1," + MAX_LENGTH + "}");

  private Nonce() {}

  /**
   * The nonce, or null.
   *
   * @throws FailureException for one that is empty, too long or not printable ASCII, which logs and
   *     proxies on its way would change
   */
  public static String read(String nonce) {
    if (nonce != null && !FORM.matcher(nonce).matches()) {
      throw FailureException.malformed(
          "nonce", "must have 1 to " + MAX_LENGTH + " characters of printable ASCII");
    }
    return nonce;
  }
}
