package dev.hushkey.revocation.relink;

import dev.hushkey.identity.AssistantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many are back after a revocation, and how fast.
 *
 * @param assistants in the order of their names
 * @param within for each of {@link #STEPS} that has begun, how many were back in less time
 */
public record RelinkFigures(List<OfAssistant> assistants, List<Within> within) {

  /** How long after the revocation is looked at. */
  static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(3),
          Duration.ofDays(7),
          Duration.ofDays(30));

  /**
   * Of one assistant.
   *
   * @param links that the revocation ended; for a device, its grants
   * @param users who had them
   * @param linksBack as many of them as were made anew by the same user
   * @param usersBack users who have made one anew at least
   */
  public record OfAssistant(
      AssistantId assistant, long links, long users, long linksBack, long usersBack) {}

  /** Those back in less than this time; a user counts once for each assistant. */
  public record Within(Duration time, long links, long users) {}

  /** What was ended; there may be several for one assistant. */
  record Ended(AssistantId assistant, long links, long users) {}

  /**
   * What is back; there may be several for one assistant and step.
   *
   * @param step how many of {@link #STEPS} had passed
   */
  record Back(AssistantId assistant, int step, long links, long users) {}

  /**
   * Adds up.
   *
   * @param since how long ago the revocation was
   */
  static RelinkFigures of(List<Ended> ended, List<Back> back, Duration since) {
    return new RelinkFigures(assistants(ended, back), within(back, since));
  }

  private static List<OfAssistant> assistants(List<Ended> ended, List<Back> back) {
    Map<AssistantId, List<Ended>> byAssistant =
        ended.stream()
            .collect(Collectors.groupingBy(Ended::assistant, TreeMap::new, Collectors.toList()));
    List<OfAssistant> assistants = new ArrayList<>();
    byAssistant.forEach(
        (assistant, its) -> {
          List<Back> itsBack =
              back.stream().filter(one -> one.assistant().equals(assistant)).toList();
          assistants.add(
              new OfAssistant(
                  assistant,
                  its.stream().mapToLong(Ended::links).sum(),
                  its.stream().mapToLong(Ended::users).sum(),
                  itsBack.stream().mapToLong(Back::links).sum(),
                  itsBack.stream().mapToLong(Back::users).sum()));
        });
    return List.copyOf(assistants);
  }

  private static List<Within> within(List<Back> back, Duration since) {
    List<Within> within = new ArrayList<>();
    for (int step = 0; step < STEPS.size(); step++) {
      if (step > 0 && since.compareTo(STEPS.get(step - 1)) <= 0) {
        break;
      }
      int upTo = step;
      List<Back> until = back.stream().filter(one -> one.step() <= upTo).toList();
      within.add(
          new Within(
              STEPS.get(step),
              until.stream().mapToLong(Back::links).sum(),
              until.stream().mapToLong(Back::users).sum()));
    }
    return List.copyOf(within);
  }

  /** For SQL. */
  static String stepsInSeconds() {
    return STEPS.stream()
        .map(step -> Long.toString(step.toSeconds()))
        .collect(Collectors.joining(", "));
  }
}
