package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.drill.Drill;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DrillId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A drill, and what it has measured so far. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "Drill",
    description = "A rehearsal of an incident; over with `endedAt`.",
    requiredProperties = {"drill", "assistant", "links", "state", "actor", "begunAt", "figures"})
public record DrillAnswer(
    @Schema(ref = "DrillId") DrillId drill,
    @Schema(description = "The assistant that is rehearsed for") AssistantId assistant,
    @Schema(description = "How many links are made and revoked", minimum = "1") int links,
    State state,
    @Schema(description = "Who began it") String actor,
    Instant begunAt,
    @Schema(description = "Since when nothing of it is left") Instant endedAt,
    @Schema(description = "Why it came to nothing") String failure,
    FigureValues figures) {

  /** What is being done, or how it ended. */
  @Schema(name = "DrillState")
  public enum State {
    PREPARING,
    COUNTING,
    REVOKING,
    SWEEPING,
    RELINKING,
    REMOVING,
    SUCCEEDED,
    FAILED
  }

  /**
   * In milliseconds.
   *
   * @param lateAnswers that gave something although they were asked for afterwards
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "DrillFigures",
      description = "What was measured, in milliseconds; absent before that.")
  public record FigureValues(
      @Schema(description = "The dry run") Double dryRun,
      @Schema(description = "Until it was in force, counted since the request for it")
          Double inForce,
      @Schema(description = "Until the last answer of a door that gave something, likewise")
          Double lastDoorClosed,
      @Schema(description = "Until all was swept, likewise") Double swept,
      @Schema(description = "Until everybody was linked again, and counted") Double relinked,
      @Schema(description = "Answers of doors meanwhile") Long answers,
      @Schema(description = "Of those asked for after it was in force, how many gave something")
          Long lateAnswers) {

    static FigureValues of(Drill.Figures figures) {
      return new FigureValues(
          millis(figures.dryRun()),
          millis(figures.inForce()),
          millis(figures.lastDoor()),
          millis(figures.swept()),
          millis(figures.relinked()),
          figures.answers().map(Drill.Answers::all).orElse(null),
          figures.answers().map(Drill.Answers::late).orElse(null));
    }

    private static Double millis(Optional<Duration> time) {
      return time.map(some -> Math.round(some.toNanos() / 1e3) / 1e3).orElse(null);
    }
  }

  static DrillAnswer of(Drill drill) {
    return new DrillAnswer(
        drill.id(),
        drill.plan().assistant().real(),
        drill.plan().links(),
        state(drill),
        drill.course().actor(),
        drill.course().begunAt(),
        drill.course().endedAt().orElse(null),
        drill.course().failure().orElse(null),
        FigureValues.of(drill.figures()));
  }

  private static State state(Drill drill) {
    if (drill.course().endedAt().isEmpty()) {
      return State.valueOf(drill.course().phase().name());
    }
    return drill.succeeded() ? State.SUCCEEDED : State.FAILED;
  }
}
