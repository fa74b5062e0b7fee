package dev.hushkey.upstream;

import io.netty.handler.codec.DateFormatter;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a server asks everybody to stay away: seconds or a date, <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110 §10.2.3</a>.
 */
final class RetryAfter {

  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Beyond any setting. */
  private static final Duration MOST = Duration.ofDays(365);

  /** Netty takes a longer one for a mistake of ours, and throws. */
  private static final int MAX_DATE_LENGTH = 64;

  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  private RetryAfter() {}

  /**
   * Empty when the answer does not say, or not readably.
   *
   * @param now against which a date counts, if the answer does not say what its server's clock
   *     shows
   */
  static Optional<Duration> of(UpstreamHttp.Answer answer, Instant now) {
    Instant there = answer.date().flatMap(RetryAfter::instant).orElse(now);
    return answer.retryAfter().flatMap(header -> read(header.strip(), there));
  }

  private static Optional<Duration> read(String header, Instant now) {
    if (SECONDS.matcher(header).matches()) {
      long seconds = Math.min(Long.parseLong(header), MOST.toSeconds());
      return Optional.of(bounded(Duration.ofSeconds(seconds)));
    }
    return instant(header).map(until -> bounded(Duration.between(now, until)));
  }

  /** In any of the three forms of RFC 9110 §5.6.7. */
  private static Optional<Instant> instant(String text) {
    return Optional.of(text)
        .filter(header -> header.length() <= MAX_DATE_LENGTH)
        .map(DateFormatter::parseHttpDate)
        .map(Date::toInstant);
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return wait.compareTo(MOST) > 0 ? MOST : wait;
  }
}
