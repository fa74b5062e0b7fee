package dev.hushkey.doctor.finding;

import java.util.Locale;

/** How a check ended; the later in this order, the worse. */
public enum Status {
  OK,
  /** It could not be looked at; the text says why. */
  NOT_CHECKED,
  /** It works, and will not, or should not be so. */
  WARNING,
  /** It does not work, or is not safe. */
  FAILURE;

  /** For people. */
  public String word() {
    return name().replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /** In JSON. */
  @Override
  public String toString() {
    return name().replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
