package dev.hushkey.cell;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How what we issue names its cell: {@code eu.} before 256 random bits in base64url, 43 characters.
 * Nothing else of ours has this form: those bits have no dot, and a JWT has two.
 */
public final class CellMark {

  private static final String SEPARATOR = ".";
  private static final String NAME = "[a-z][a-z0-9]{0,7}";
  private static final int MAX_NAME = 8;
  private static final Pattern NAMED = Pattern.compile(NAME);
  private static final Pattern MARKED =
      Pattern.compile("(" + NAME + ")\\" + SEPARATOR + "[A-Za-z0-9_-]{43}");

  private CellMark() {}

  /** Whether a cell may be called so. */
  public static boolean isName(String text) {
    return NAMED.matcher(text).matches();
  }

  /** The cell that a code or token names; empty when it names none, whatever else it may be. */
  public static Optional<String> read(String text) {
    int end = text.indexOf(SEPARATOR);
    if (end < 1 || end > MAX_NAME) {
      return Optional.empty();
    }
    Matcher marked = MARKED.matcher(text);
    return marked.matches() ? Optional.of(marked.group(1)) : Optional.empty();
  }

  /** What stands before the random part. */
  static String of(String cell) {
    return cell + SEPARATOR;
  }
}
