package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPlanTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration EVERY = Duration.ofDays(90);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final Duration MAX_LENGTH = Duration.ofHours(25);

  private static KeyTimes key(String kid, SigningAlgorithm algorithm, int day) {
    return new KeyTimes(kid, algorithm, START, START.plus(Duration.ofDays(day)));
  }

  private static KeyPlan plan(double day, KeyTimes... keys) {
    return new KeyPlan(List.of(keys), START.plusSeconds((long) (day * 86_400)));
  }

  private static KeyPlan two(double day) {
    return plan(day, key("new", SigningAlgorithm.ES256, 90), key("old", SigningAlgorithm.ES256, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, old, SIGNING, ANNOUNCED",
    "89.99, old, SIGNING, ANNOUNCED",
    "90, new, VERIFYING, SIGNING",
    "91, new, VERIFYING, SIGNING"
  })
  void signing_isTheLatestWhoseTimeHasCome(
      double day, String signing, SigningKeyState old, SigningKeyState fresh) {
    KeyPlan plan = two(day);
    assertThat(plan.signing(SigningAlgorithm.ES256).orElseThrow().kid()).isEqualTo(signing);
    assertThat(plan.keys()).extracting(plan::state).containsExactly(old, fresh);
  }

  @Test
  void signing_noKeyYet_isNone_andOneIsDueNow() {
    assertThat(plan(0).signing(SigningAlgorithm.ES256)).isEmpty();
    assertThat(plan(0).due(SigningAlgorithm.ES256, EVERY, AHEAD)).contains(START);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "88.99, false", "89, true", "120, true"})
  void due_whenTheKeyWillBeOldOnceTheNextIsKnown(double day, boolean due) {
    KeyPlan plan = plan(day, key("old", SigningAlgorithm.ES256, 0));
    assertThat(plan.due(SigningAlgorithm.ES256, EVERY, AHEAD).isPresent()).isEqualTo(due);
    plan.due(SigningAlgorithm.ES256, EVERY, AHEAD)
        .ifPresent(signs -> assertThat(signs).isEqualTo(plan.now().plus(AHEAD)));
  }

  @Test
  void due_whileTheNextIsAnnounced_isNot() {
    assertThat(two(89.5).due(SigningAlgorithm.ES256, EVERY, AHEAD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"90, false", "91.03, false", "91.05, true"})
  void isOver_whenTheLongestTokenOfTheOldKeyHasRunOut(double day, boolean over) {
    KeyPlan plan = two(day);
    assertThat(plan.isOver(plan.keys().getFirst(), MAX_LENGTH)).isEqualTo(over);
    assertThat(plan.isOver(plan.keys().getLast(), MAX_LENGTH)).isFalse();
  }

  @Test
  void algorithms_doNotEndEachOther() {
    KeyPlan plan =
        plan(200, key("ec", SigningAlgorithm.ES256, 0), key("rsa", SigningAlgorithm.RS256, 90));
    assertThat(plan.signing(SigningAlgorithm.ES256).orElseThrow().kid()).isEqualTo("ec");
    assertThat(plan.signing(SigningAlgorithm.RS256).orElseThrow().kid()).isEqualTo("rsa");
    assertThat(plan.isOver(plan.keys().getFirst(), MAX_LENGTH)).isFalse();
  }
}
