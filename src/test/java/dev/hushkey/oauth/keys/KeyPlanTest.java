package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPlanTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration EVERY = Duration.ofDays(90);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final Duration MAX_LENGTH = Duration.ofHours(25);

  private static final KeyUse EC = KeyUse.accessTokens(SigningAlgorithm.ES256);
  private static final KeyUse RSA = KeyUse.accessTokens(SigningAlgorithm.RS256);

  private static KeyTimes key(String kid, KeyUse use, int day) {
    return new KeyTimes(kid, use, START, START.plus(Duration.ofDays(day)), Optional.empty());
  }

  private static KeyTimes withdrawn(KeyTimes key, double day) {
    return new KeyTimes(
        key.kid(), key.use(), key.createdAt(), key.signsFrom(), Optional.of(at(day)));
  }

  private static Instant at(double day) {
    return START.plusSeconds((long) (day * 86_400));
  }

  private static KeyPlan plan(double day, KeyTimes... keys) {
    return new KeyPlan(List.of(keys), at(day));
  }

  private static KeyPlan two(double day) {
    return plan(day, key("new", EC, 90), key("old", EC, 0));
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
    assertThat(plan.signing(EC).orElseThrow().kid()).isEqualTo(signing);
    assertThat(plan.keys()).extracting(plan::state).containsExactly(old, fresh);
  }

  @Test
  void signing_noKeyYet_isNone_andOneIsDueNow() {
    assertThat(plan(0).signing(EC)).isEmpty();
    assertThat(plan(0).due(EC, EVERY, AHEAD)).contains(START);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "88.99, false", "89, true", "120, true"})
  void due_whenTheKeyWillBeOldOnceTheNextIsKnown(double day, boolean due) {
    KeyPlan plan = plan(day, key("old", EC, 0));
    assertThat(plan.due(EC, EVERY, AHEAD).isPresent()).isEqualTo(due);
    plan.due(EC, EVERY, AHEAD)
        .ifPresent(signs -> assertThat(signs).isEqualTo(plan.now().plus(AHEAD)));
  }

  @Test
  void due_whileTheNextIsAnnounced_isNot() {
    assertThat(two(89.5).due(EC, EVERY, AHEAD)).isEmpty();
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
    KeyPlan plan = plan(200, key("ec", EC, 0), key("rsa", RSA, 90));
    assertThat(plan.signing(EC).orElseThrow().kid()).isEqualTo("ec");
    assertThat(plan.signing(RSA).orElseThrow().kid()).isEqualTo("rsa");
    assertThat(plan.isOver(plan.keys().getFirst(), MAX_LENGTH)).isFalse();
  }

  @Test
  void purposes_doNotEndEachOther() {
    KeyPlan plan =
        plan(200, key("assistants", EC, 0), key("exchange", KeyUse.EXCHANGED_TOKENS, 90));
    assertThat(plan.signing(EC).orElseThrow().kid()).isEqualTo("assistants");
    assertThat(plan.signing(KeyUse.EXCHANGED_TOKENS).orElseThrow().kid()).isEqualTo("exchange");
  }

  /** The key before it does not come back: its time was over. */
  @Test
  void withdrawn_whileItSigned_leavesNoneThatSigns_andOneIsDueNow() {
    KeyTimes leaked = withdrawn(key("new", EC, 90), 95);
    KeyPlan plan = plan(95, key("old", EC, 0), leaked);
    assertThat(plan.signing(EC)).isEmpty();
    assertThat(plan.due(EC, EVERY, AHEAD)).contains(plan.now());
    assertThat(plan.keys())
        .extracting(plan::state)
        .containsExactly(SigningKeyState.VERIFYING, SigningKeyState.WITHDRAWN);
    assertThat(plan.signsUntil(leaked)).contains(at(95));
  }

  @Test
  void withdrawn_beforeItsTime_endsNoOther() {
    KeyTimes announced = withdrawn(key("new", EC, 90), 89.5);
    KeyPlan plan = plan(95, key("old", EC, 0), announced);
    assertThat(plan.signing(EC).orElseThrow().kid()).isEqualTo("old");
    assertThat(plan.signsUntil(plan.keys().getFirst())).isEmpty();
    assertThat(plan.signsUntil(announced)).isEmpty();
    assertThat(plan.due(EC, EVERY, AHEAD)).contains(at(96));
  }

  @Test
  void withdrawn_afterItsTime_changesNothingElse() {
    KeyPlan plan = plan(91, withdrawn(key("old", EC, 0), 90.5), key("new", EC, 90));
    assertThat(plan.signing(EC).orElseThrow().kid()).isEqualTo("new");
    assertThat(plan.signsUntil(plan.keys().getFirst())).contains(at(90));
    assertThat(plan.due(EC, EVERY, AHEAD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"91.05, false", "119, false", "122, true"})
  void withdrawn_isShownForAMonth(double day, boolean over) {
    KeyPlan plan = plan(day, withdrawn(key("old", EC, 0), 90), key("new", EC, 90));
    assertThat(plan.isOver(plan.keys().getFirst(), MAX_LENGTH)).isEqualTo(over);
  }
}
