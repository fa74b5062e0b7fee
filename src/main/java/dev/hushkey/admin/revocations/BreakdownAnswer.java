package dev.hushkey.admin.revocations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.revocation.RevocationRecords;
import dev.hushkey.revocation.preview.Preview;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How the links of a dry run are made up, some of them, and what a revocation would mean. */
record BreakdownAnswer(
    List<OfAssistant> assistants,
    List<OfState> states,
    List<OfAge> ages,
    List<SampleLink> sample,
    Estimate estimate) {

  record OfAssistant(AssistantId assistant, long links) {}

  record OfState(LinkState state, long links) {}

  /** Authorized less than so many days ago, and no less than the one before; empty: before all. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record OfAge(Optional<Long> days, long links) {}

  record SampleLink(
      LinkId link, UserId user, AssistantId assistant, LinkState state, Instant authorizedAt) {}

  /**
   * What it would mean.
   *
   * @param assistantCalls to assistants, at most: that tokens are revoked
   * @param assistantSeconds that these would take at the rates that are set
   * @param logOuts users whom Keycloak would be asked to log out, with {@code endSessions}
   */
  record Estimate(long cleanUpSeconds, long assistantCalls, long assistantSeconds, long logOuts) {}

  static BreakdownAnswer of(Preview preview, RevocationRecords.Estimate estimate) {
    return new BreakdownAnswer(
        sums(preview, Preview.Part::assistant).entrySet().stream()
            .map(each -> new OfAssistant(each.getKey(), each.getValue()))
            .toList(),
        sums(preview, Preview.Part::state).entrySet().stream()
            .map(each -> new OfState(each.getKey(), each.getValue()))
            .toList(),
        ages(sums(preview, Preview.Part::age)),
        preview.sample().stream().map(BreakdownAnswer::sample).toList(),
        new Estimate(
            wholeSeconds(estimate.cleanUp()),
            estimate.calls(),
            wholeSeconds(estimate.calling()),
            preview.users()));
  }

  private static long wholeSeconds(Duration time) {
    return time.plusMillis(999).toSeconds();
  }

  private static List<OfAge> ages(Map<Integer, Long> byAge) {
    List<OfAge> ages = new ArrayList<>();
    for (int age = 0; age <= Preview.AGES.size(); age++) {
      ages.add(
          new OfAge(
              age == Preview.AGES.size()
                  ? Optional.empty()
                  : Optional.of(Preview.AGES.get(age).toDays()),
              byAge.getOrDefault(age, 0L)));
    }
    return ages;
  }

  private static <K extends Comparable<K>> Map<K, Long> sums(
      Preview preview, Function<Preview.Part, K> key) {
    return preview.parts().stream()
        .collect(
            Collectors.groupingBy(key, TreeMap::new, Collectors.summingLong(Preview.Part::links)));
  }

  private static SampleLink sample(Preview.Sample one) {
    return new SampleLink(
        one.link().link(),
        one.link().user(),
        one.link().assistant(),
        one.state(),
        one.authorizedAt());
  }
}
