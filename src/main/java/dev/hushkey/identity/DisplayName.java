package dev.hushkey.identity;

import java.text.Bidi;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** What people read on our pages and tell things apart by: names that somebody chose. */
public final class DisplayName {

  /**
   * What leaves no mark on a screen: spaces, control characters, U+2800 (a Braille cell without
   * dots), interlinear annotations, and <a
   * href="https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point">Unicode's
   * Default_Ignorable_Code_Point</a>, which Java cannot ask for.
   */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\p{IsWhite_Space}\\p{Cc}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
              + "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
              + "\ufff0-\ufffb\\x{1bca0}-\\x{1bca3}\\x{1d173}-\\x{1d17a}\\x{e0000}-\\x{e0fff}]+");

  private static final char FIRST_STRONG_ISOLATE = '\u2068';
  private static final char POP_ISOLATE = '\u2069';

  private DisplayName() {}

  /** Whether it has a character that one can see. */
  public static boolean isVisible(String text) {
    return !UNSEEN.matcher(text).replaceAll("").isEmpty();
  }

  /**
   * What remains of a name to the eye. Two names of which this is equal cannot be told apart; those
   * that only differ in case, or in how wide their letters are, are taken for equal, too.
   */
  public static String look(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return UNSEEN.matcher(plain).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /**
   * A name that stands inside a text without turning any of it: in isolating characters (<a
   * href="https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates">UAX 9 §2.4</a>) if it
   * has letters or marks of another direction. In markup use {@code <bdi>} instead.
   */
  public static String isolate(String text) {
    return Bidi.requiresBidi(text.toCharArray(), 0, text.length())
        ? FIRST_STRONG_ISOLATE + text + POP_ISOLATE
        : text;
  }

  /** A name cut to a length in characters, with an ellipsis in place of the rest. */
  public static String shorten(String text, int maxLength) {
    int length = text.codePointCount(0, text.length());
    return length <= maxLength
        ? text
        : text.substring(0, text.offsetByCodePoints(0, maxLength - 1)) + "…";
  }
}
