package dev.hushkey.doctor.net;

import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Compares this machine's clock with a server's, as far as that can be told: what the server said
 * was true at some moment between the question and the answer.
 *
 * @param tolerance how far they may be apart
 */
public record ClockLook(Clock clock, Duration tolerance) {

  /** More than a slow answer or a whole second can explain. */
  private static final Duration NOTICEABLE = Duration.ofSeconds(5);

  private static final Duration WHOLE_SECOND = Duration.ofSeconds(1);
  private static final Duration HALF_SECOND = Duration.ofMillis(500);

  /** What the server's {@code Date} says, which has whole seconds. */
  public void compare(Check check, HttpHeaders answer, Instant before, Findings findings) {
    Optional<Instant> date = answer.firstValue("Date").flatMap(ClockLook::parse);
    if (date.isEmpty()) {
      findings.skip(check, "the answer has no Date");
      return;
    }
    compareWholeSecond(check, date.get(), before, findings);
  }

  /** The server's clock read at some moment since then, without the part of a second. */
  public void compareWholeSecond(Check check, Instant there, Instant before, Findings findings) {
    compare(check, there.plus(HALF_SECOND), before, WHOLE_SECOND, findings);
  }

  /** The server's clock read at some moment since then. */
  public void compare(Check check, Instant there, Instant before, Findings findings) {
    compare(check, there, before, Duration.ZERO, findings);
  }

  private void compare(
      Check check, Instant there, Instant before, Duration blur, Findings findings) {
    Duration off = offset(before, there, clock.instant());
    off = off.abs().compareTo(blur) <= 0 ? Duration.ZERO : off;
    String words = off.isZero() ? "agrees" : "ours is %s %s".formatted(words(off), side(off));
    if (off.abs().compareTo(tolerance) > 0) {
      findings.fail(check, "%s, more than %s allow", words, words(tolerance));
    } else if (off.abs().compareTo(NOTICEABLE) > 0) {
      findings.warn(check, "%s", words);
    } else {
      findings.ok(check, "%s", words);
    }
  }

  private static Duration offset(Instant before, Instant there, Instant after) {
    if (there.isBefore(before)) {
      return Duration.between(there, before);
    }
    return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
  }

  private static String words(Duration off) {
    long seconds = off.abs().toSeconds();
    return seconds == 0 ? off.abs().toMillis() + " ms" : seconds + " s";
  }

  private static String side(Duration off) {
    return off.isNegative() ? "behind" : "ahead";
  }

  private static Optional<Instant> parse(String date) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
