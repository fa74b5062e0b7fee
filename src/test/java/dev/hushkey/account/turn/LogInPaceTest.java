package dev.hushkey.account.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate of log-ins, beside a plain model of people who come, wait, look away and give up. */
class LogInPaceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final LogInPace PACE = new LogInPace(2, LONGEST);

  @Test
  void rest_isMadeUpFor_byFiveSecondsWorth() {
    assertThat(admittedAtOnce(PACE, LONG_AGO)).isEqualTo(10);
    assertThat(admittedAtOnce(PACE, START.minusSeconds(2))).isEqualTo(4);
    assertThat(admittedAtOnce(PACE, START)).isZero();
  }

  private static int admittedAtOnce(LogInPace pace, Instant usedUntil) {
    Optional<Instant> next = pace.begin(START, usedUntil, 0);
    int count = 0;
    while (next.isPresent()) {
      count++;
      next = pace.begin(START, next.get(), 0);
    }
    return count;
  }

  @Test
  void whoeverIsAhead_hasWhatIsFree() {
    Instant free = START.minusSeconds(2);
    assertThat(PACE.begin(START, free, 3)).isPresent();
    assertThat(PACE.begin(START, free, 4)).isEmpty();
  }

  @Test
  void clockThatWentBack_stopsNobodyForLong() {
    Instant ahead = START.plus(Duration.ofHours(1));
    assertThat(PACE.begin(START, ahead, 0)).contains(START);
    assertThat(PACE.begin(START, ahead, 1)).isEmpty();
  }

  @Test
  void queue_isFull_whenItsLastWouldWaitTooLong() {
    assertThat(PACE.isFull(1199)).isFalse();
    assertThat(PACE.isFull(1200)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 10, 600, 100_000})
  void nextLook_isSoonAtTheFront_andNeverSoLateThatAPlaceIsPassedOver(long seconds) {
    Random chance = new Random(seconds);
    for (int i = 0; i < 100; i++) {
      assertThat(LogInPace.nextLook(Duration.ofSeconds(seconds), chance))
          .isBetween(2L, Turns.ABSENT.toSeconds() / 2);
    }
  }

  @Test
  void comeBack_isByChance_whenThoseWhoWaitAreThrough() {
    Random chance = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(PACE.comeBack(chance)).isBetween(LONGEST.dividedBy(2), LONGEST);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20, 150, 1000})
  void rush_neverExceedsTheRate_andKeepsTheOrder_andEndsForEverybody(int perSecond) {
    for (int seed = 0; seed < 5; seed++) {
      Model model = new Model(new LogInPace(perSecond, LONGEST), new Random(seed));
      model.run();
      model.assertRateInAnyWindow();
      model.assertOrder();
      model.assertNobodyWaitsForEver();
      model.assertNothingWasted();
    }
  }

  private static final class Guest {
    final int place;
    final Instant came;
    final boolean givesUp;
    Instant seen;
    Instant look;
    Instant admitted;
    long presentAhead;

    Guest(int place, Instant came, boolean givesUp) {
      this.place = place;
      this.came = came;
      this.givesUp = givesUp;
      this.look = came;
      this.seen = came;
    }
  }

  /** Everybody comes within a minute or so, three times as fast as they may log in. */
  private static final class Model {
    private static final int COUNT = 300;

    private final LogInPace pace;
    private final RandomGenerator chance;
    private final List<Guest> waiting = new ArrayList<>();
    private final List<Guest> admitted = new ArrayList<>();
    private final PriorityQueue<Guest> looks =
        new PriorityQueue<>(Comparator.comparing(guest -> guest.look));
    private int stayed;
    private Instant usedUntil = LONG_AGO;

    Model(LogInPace pace, RandomGenerator chance) {
      this.pace = pace;
      this.chance = chance;
      Instant at = START;
      for (int place = 0; place < COUNT; place++) {
        at = at.plusNanos((long) (2e9 * chance.nextDouble() / pace.perSecond() / 3));
        Guest guest = new Guest(place, at, chance.nextInt(4) == 0);
        stayed += guest.givesUp ? 0 : 1;
        looks.add(guest);
      }
    }

    void run() {
      for (Guest guest = looks.poll(); guest != null; guest = looks.poll()) {
        Instant now = guest.look;
        if (now.equals(guest.came)) {
          waiting.add(guest);
        }
        guest.seen = now;
        long ahead = ahead(guest, now);
        Optional<Instant> next = pace.begin(now, usedUntil, ahead);
        if (next.isPresent()) {
          usedUntil = next.get();
          guest.admitted = now;
          guest.presentAhead = ahead;
          waiting.remove(guest);
          admitted.add(guest);
        } else if (!guest.givesUp || now.equals(guest.came)) {
          long seconds = LogInPace.nextLook(pace.waitBehind(ahead), chance);
          // the network is slow, now and then for long
          long late = chance.nextInt(50) == 0 ? 40_000 : chance.nextInt(900);
          guest.look = now.plusSeconds(seconds).plusMillis(late);
          looks.add(guest);
        }
      }
    }

    private long ahead(Guest guest, Instant now) {
      return waiting.stream()
          .filter(other -> other.place < guest.place)
          .filter(other -> other.seen.isAfter(now.minus(Turns.ABSENT)))
          .count();
    }

    void assertRateInAnyWindow() {
      List<Instant> at = admitted.stream().map(guest -> guest.admitted).toList();
      for (int i = 0; i < at.size(); i++) {
        for (int j = i; j < at.size(); j++) {
          double seconds = Duration.between(at.get(i), at.get(j)).toNanos() / 1e9;
          assertThat(j - i + 1.0).isLessThanOrEqualTo(pace.perSecond() * seconds + pace.burst());
        }
      }
    }

    /** Nobody is before more of those who were there and came earlier than were free to begin. */
    void assertOrder() {
      assertThat(admitted).allMatch(guest -> guest.presentAhead < pace.burst());
    }

    void assertNobodyWaitsForEver() {
      assertThat(admitted.stream().filter(guest -> !guest.givesUp)).hasSize(stayed);
      Duration through = Duration.ofSeconds(COUNT / pace.perSecond() + 1);
      // whoever gives up holds the others up until they count as absent
      assertThat(admitted)
          .allSatisfy(
              guest ->
                  assertThat(Duration.between(guest.came, guest.admitted))
                      .isLessThan(through.plus(Turns.ABSENT).plusSeconds(45 + 40)));
    }

    /** Whoever stays is through about as fast as the rate allows. */
    void assertNothingWasted() {
      Duration took = Duration.between(admitted.getFirst().admitted, admitted.getLast().admitted);
      Duration atBest = Duration.ofSeconds(admitted.size() / pace.perSecond());
      assertThat(took).isLessThan(atBest.multipliedBy(2).plus(Turns.ABSENT).plusSeconds(45 + 40));
    }
  }
}
