package dev.hushkey.drill;

import java.io.Serial;

/** What a drill has shown to be wrong, in words for an admin. */
final class DrillFailed extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  DrillFailed(String what) {
    super(what);
  }
}
