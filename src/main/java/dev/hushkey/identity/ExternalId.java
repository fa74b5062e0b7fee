package dev.hushkey.identity;

import java.util.regex.Pattern;

/**
 * Checks an identifier that another system made: no spaces, no control characters, bounded length.
 */
public final class ExternalId {

  /** In characters; also used for other names from outside. */
  public static final int MAX_LENGTH = 128;

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}");

  private ExternalId() {}

  static String require(String what, String value) {
    if (value == null || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to "
              + MAX_LENGTH
              + " of the characters A-Z a-z 0-9 . _ : @ - and start with a letter or digit");
    }
    return value;
  }
}
