package dev.hushkey.errand;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells the log of errands that this replica has given up, in one line for many: a storm gives up
 * tens of thousands. The record has each.
 */
@ApplicationScoped
class GivenUp {

  private static final Logger LOG = Logger.getLogger(GivenUp.class);

  /** Between two lines about one assistant and kind. */
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<ErrandQueue.Place, Untold> places = new ConcurrentHashMap<>();

  @Inject
  GivenUp(Clock clock) {
    this.clock = clock;
  }

  /**
   * What the log does not know yet.
   *
   * @param numbers by reason
   * @param told when it last heard of this place
   */
  private record Untold(Map<String, Integer> numbers, Instant told) {

    static final Untold NOTHING = new Untold(Map.of(), Instant.MIN);

    Untold and(int number, String why) {
      Map<String, Integer> sum = new TreeMap<>(numbers);
      sum.merge(why, number, Integer::sum);
      return new Untold(sum, told);
    }

    boolean isDue(Instant now) {
      return !numbers.isEmpty() && told.isBefore(now.minus(EVERY));
    }

    String line(ErrandQueue.Place place) {
      return "Errands (%s) were given up: %s"
          .formatted(
              place,
              numbers.entrySet().stream()
                  .map(each -> "%d (%s)".formatted(each.getValue(), each.getKey()))
                  .collect(Collectors.joining(", ")));
    }
  }

  /** Some more were; the reason is a status or a code, never a text of the assistant. */
  void note(ErrandQueue.Place place, int number, String why) {
    if (number > 0) {
      places.compute(
          place, (_, untold) -> (untold == null ? Untold.NOTHING : untold).and(number, why));
    }
  }

  /** At the end of a round at one assistant: once a minute at most. */
  void tell(ErrandQueue.Place place) {
    Instant now = clock.instant();
    if (places.getOrDefault(place, Untold.NOTHING).isDue(now)) {
      line(place, now).ifPresent(LOG::warn);
    }
  }

  /** At the end of a round that gives up whatever has waited for too long. */
  void tellAll() {
    Instant now = clock.instant();
    List.copyOf(places.keySet()).forEach(place -> line(place, now).ifPresent(LOG::warn));
  }

  private Optional<String> line(ErrandQueue.Place place, Instant now) {
    Untold before = places.put(place, new Untold(Map.of(), now));
    return Optional.ofNullable(before)
        .filter(untold -> !untold.numbers().isEmpty())
        .map(untold -> untold.line(place));
  }
}
