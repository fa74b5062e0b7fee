package dev.hushkey.settings;

/** The edit distance of two names. */
final class Distance {

  private Distance() {}

  /**
   * The fewest characters to insert, delete or replace, as <a
   * href="https://en.wikipedia.org/wiki/Wagner%E2%80%93Fischer_algorithm">Wagner and Fischer</a>
   * count them.
   */
  static int between(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
