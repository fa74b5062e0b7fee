package dev.hushkey.account.turn;

import dev.hushkey.account.page.Texts;
import java.time.Duration;

/**
 * What the waiting page shows.
 *
 * @param left about how long it takes, in words
 * @param next the address that looks again, for browsers that do not do it alone
 */
record WaitingView(String title, String text, String left, String next, String nextName) {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration A_MINUTE = Duration.ofSeconds(90);

  static WaitingView of(Duration left, String next, Texts texts) {
    return new WaitingView(
        texts.waitingTitle(), texts.waiting(), inWords(left, texts), next, texts.lookNow());
  }

  private static String inWords(Duration left, Texts texts) {
    if (left.compareTo(SOON) < 0) {
      return texts.waitingSoon();
    }
    return left.compareTo(A_MINUTE) < 0
        ? texts.waitingMinute()
        : texts.waitingMinutes(minutes(left));
  }

  /** Rounded, and never less than two: "1 minutes" is no plural. */
  static long minutes(Duration time) {
    return Math.max(2, time.plusSeconds(SOON.toSeconds()).toMinutes());
  }
}
