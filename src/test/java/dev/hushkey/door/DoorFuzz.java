package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

/** What every request passes first. */
public final class DoorFuzz {

  /** A path. */
  public static void path(String input) {
    if (PlainPaths.isPlain(input)) {
      assertThat(input).startsWith("/").doesNotContain("//", "/../", "\\", "%2F", "%2f", "\0");
    }
  }

  private DoorFuzz() {}
}
