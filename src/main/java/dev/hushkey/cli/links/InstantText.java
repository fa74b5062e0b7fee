package dev.hushkey.cli.links;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.Table;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instant as people type it. */
final class InstantText {

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([dhm])");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private InstantText() {}

  /**
   * Reads a date with a time and an offset, a date, which begins at midnight UTC, or how long ago.
   *
   * @param text absent for none
   * @throws CommandFailure for anything else
   */
  static Optional<Instant> read(String option, String text, Clock clock) {
    try {
      return Optional.ofNullable(text).map(present -> read(present, clock));
    } catch (DateTimeException malformed) {
      throw CommandFailure.usage(
          "%s: '%s' is no instant. Write 2026-01-31T08:00:00Z, 2026-01-31 (UTC), or so long ago: 90d,"
                  .formatted(option, Table.printable(text))
              + " 12h, 30m.");
    }
  }

  private static Instant read(String text, Clock clock) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long number = Long.parseLong(ago.group(1));
      Duration length =
          switch (ago.group(2)) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
          };
      return clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(length);
    }
    return DATE.matcher(text).matches()
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text).toInstant();
  }
}
