package dev.hushkey.drill;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DrillId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A rehearsal of an incident. */
public record Drill(DrillId id, Plan plan, Course course, Figures figures) {

  /**
   * What is rehearsed.
   *
   * @param assistant the one that stands in for a real one
   * @param links how many are made and revoked
   */
  public record Plan(AssistantId assistant, int links) {

    /** The most links: enough to take the time of, and little beside what is real. */
    public static final int MAX = 10_000;
  }

  /** What is being done, in this order. */
  public enum Phase {
    PREPARING,
    COUNTING,
    REVOKING,
    SWEEPING,
    RELINKING,
    REMOVING
  }

  /**
   * How it goes.
   *
   * @param actor who began it
   * @param failure why it came to nothing
   * @param endedAt since when nothing of it is left
   */
  public record Course(
      String actor,
      Phase phase,
      Instant begunAt,
      Optional<String> failure,
      Optional<Instant> endedAt) {}

  /**
   * What was measured; empty before that.
   *
   * @param dryRun the count before the revocation
   * @param inForce from the revocation's request to its answer
   * @param lastDoor from the request to the last answer that gave something
   * @param swept from the request until every row is marked and every sealed token erased
   * @param relinked until everybody is back, and counted
   * @param answers of doors that were asked meanwhile
   */
  public record Figures(
      Optional<Duration> dryRun,
      Optional<Duration> inForce,
      Optional<Duration> lastDoor,
      Optional<Duration> swept,
      Optional<Duration> relinked,
      Optional<Answers> answers) {

    static final Figures NONE =
        new Figures(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Figures withDryRun(Duration time) {
      return new Figures(Optional.of(time), inForce, lastDoor, swept, relinked, answers);
    }

    Figures withInForce(Duration time) {
      return new Figures(dryRun, Optional.of(time), lastDoor, swept, relinked, answers);
    }

    Figures withDoors(Duration last, Answers all) {
      return new Figures(dryRun, inForce, Optional.of(last), swept, relinked, Optional.of(all));
    }

    Figures withSwept(Duration time) {
      return new Figures(dryRun, inForce, lastDoor, Optional.of(time), relinked, answers);
    }

    Figures withRelinked(Duration time) {
      return new Figures(dryRun, inForce, lastDoor, swept, Optional.of(time), answers);
    }
  }

  /**
   * Answers of doors.
   *
   * @param all how many
   * @param late of those that were asked for after the revocation's answer, how many gave something
   */
  public record Answers(long all, long late) {}

  /** Whether it is over, and showed what it should. */
  public boolean succeeded() {
    return course.endedAt().isPresent() && course.failure().isEmpty();
  }
}
