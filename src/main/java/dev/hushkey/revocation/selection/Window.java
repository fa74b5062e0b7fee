package dev.hushkey.revocation.selection;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of time: from an instant, which is included, to another, which is not. So what is after an
 * instant and what is before it are together all there is, and nothing is both.
 */
public record Window(Optional<Instant> after, Optional<Instant> before) {

  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  public static final Window ANY = new Window(Optional.empty(), Optional.empty());

  /**
   * Refuses one that holds nothing.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  public Window {
    Stream.concat(after.stream(), before.stream()).forEach(Window::requireOfOurTime);
    if (after.isPresent() && before.isPresent() && !after.get().isBefore(before.get())) {
      throw new IllegalArgumentException(
          "nothing is at %s or later and before %s: the first must be the earlier of the two"
              .formatted(after.get(), before.get()));
    }
  }

  private static void requireOfOurTime(Instant instant) {
    if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(END)) {
      throw new IllegalArgumentException(
          "an instant must be of the years 1970 to 9998, such as 2026-01-31T08:00:00Z");
    }
  }

  public boolean isAny() {
    return equals(ANY);
  }

  /** All instants that it names. */
  Stream<Instant> instants() {
    return Stream.concat(after.stream(), before.stream());
  }

  /** The latest instant before this one, as PostgreSQL keeps instants: in microseconds. */
  static Instant lastBefore(Instant instant) {
    return instant.minusNanos(1).truncatedTo(ChronoUnit.MICROS);
  }

  /** As a part of a sentence, such as "last used before 2026-01-01T00:00:00Z"; empty for any. */
  Stream<String> words(String what) {
    if (isAny()) {
      return Stream.empty();
    }
    return Stream.of(
        what
            + after.map(instant -> " at " + instant + " or later").orElse("")
            + (after.isPresent() && before.isPresent() ? " and" : "")
            + before.map(instant -> " before " + instant).orElse(""));
  }
}
