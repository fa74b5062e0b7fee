package dev.hushkey.errand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.testing.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivenUpTest {

  private static final ErrandQueue.Place ALEXA =
      new ErrandQueue.Place(new AssistantId("alexa"), ErrandKind.REVOKE);
  private static final ErrandQueue.Place GOOGLE =
      new ErrandQueue.Place(new AssistantId("google"), ErrandKind.TELL);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private final GivenUp givenUp = new GivenUp(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

  private static List<String> told(CapturedLog log) {
    return log.text().lines().filter(line -> line.contains("were given up")).toList();
  }

  @Test
  void storm_isALineAMinute_withAllOfThem() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int second = 0; second < 90; second++) {
        for (int i = 0; i < 50; i++) {
          givenUp.note(ALEXA, 1, "status 400");
        }
        givenUp.tell(ALEXA);
        now = now.plusSeconds(1);
      }
      givenUp.note(ALEXA, 1000, "not done in time");
      givenUp.tellAll();
      givenUp.tellAll();

      assertThat(told(log))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith("Errands (alexa REVOKE) were given up: 50 (status 400) "),
              line -> assertThat(line).contains(": 3050 (status 400) "),
              line -> assertThat(line).contains(": 1000 (not done in time), 1400 (status 400) "));
    }
  }

  @Test
  void assistant_waitsForNoOther() {
    try (CapturedLog log = CapturedLog.start()) {
      givenUp.note(ALEXA, 1, "status 400");
      givenUp.tell(ALEXA);
      givenUp.note(GOOGLE, 2, "no token that can be named");
      givenUp.tell(GOOGLE);

      assertThat(told(log))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("Errands (alexa REVOKE)"),
              line -> assertThat(line).startsWith("Errands (google TELL)"));
    }
  }

  @Test
  void nothing_isNotTold() {
    try (CapturedLog log = CapturedLog.start()) {
      givenUp.note(ALEXA, 0, "status 400");
      givenUp.tell(ALEXA);
      givenUp.tell(GOOGLE);
      now = now.plus(Duration.ofHours(1));
      givenUp.tellAll();

      assertThat(told(log)).isEmpty();
    }
  }
}
