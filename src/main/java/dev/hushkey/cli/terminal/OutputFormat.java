package dev.hushkey.cli.terminal;

import java.util.Locale;

/** How results are written to standard output. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** The API's raw answer, for programs. */
  JSON,
  /** The rows of a list, for spreadsheets and scripts. */
  CSV;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
