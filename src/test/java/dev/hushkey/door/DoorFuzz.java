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

  /** {@code Accept} at the inner listener. */
  public static void accept(String input) {
    if (InnerRequests.areMediaRanges(input)) {
      assertThat(input).contains("/");
    }
  }

  private DoorFuzz() {}
}
