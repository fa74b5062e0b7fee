package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.handout.decision.SealedAccess;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealedText;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkOutcomesTest {

  private static final AssistantId ALEXA = new AssistantId("alexa");
  private static final UserId ALICE = new UserId("alice");
  private static final Question QUESTION =
      new Question(ALICE, new DeviceId("camera-1"), ALEXA, Action.EVENTS);

  private static LinkRef link() {
    return new LinkRef(ALEXA, LinkIds.create(), ALICE);
  }

  private static LinkOutcome opened(LinkRef link, String token) {
    UpstreamFacts tokens =
        new UpstreamFacts(
            new SealedAccess(new SealedText("vault:v1:x"), true),
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            URI.create("https://events.example/"),
            1,
            false);
    return new LinkOutcome.Opened(
        new PermittedHandout(QUESTION, link, tokens),
        new AccessToken(SecretText.of(token), Instant.EPOCH));
  }

  private static LinkOutcome refused(LinkRef link, Refusal refusal) {
    return new LinkOutcome.Refused(Optional.of(link), refusal);
  }

  private static LinkOutcome away(LinkRef link, int seconds) {
    return new LinkOutcome.Failed(
        link,
        new FailureException(
            new Failure.Unavailable(Dependency.UPSTREAM, Duration.ofSeconds(seconds))));
  }

  private static LinkOutcome sealBroken(LinkRef link) {
    return new LinkOutcome.Failed(link, new FailureException(new Failure.SealBroken(link.link())));
  }

  @Test
  void linksThatAllowIt_areAllHandedOut_inTheirOrder() {
    LinkRef hers = link();
    LinkRef his = link();
    HandoutAnswer answer = LinkOutcomes.answer(List.of(opened(hers, "hers"), opened(his, "his")));
    assertThat(answer.handouts())
        .extracting(Handout::link, Handout::accessToken)
        .containsExactly(tuple(hers.link(), "hers"), tuple(his.link(), "his"));
    assertThat(answer.withheld()).isEmpty();
    assertThat(answer.outcome()).isEqualTo("handed-out");
  }

  @Test
  void linkThatRefuses_isWithheldWithItsReason_andIsNoPartialFailure() {
    LinkRef his = link();
    HandoutAnswer answer =
        LinkOutcomes.answer(
            List.of(refused(his, Refusal.DEVICE_NOT_GRANTED), opened(link(), "hers")));
    assertThat(answer.handouts()).extracting(Handout::accessToken).containsExactly("hers");
    assertThat(answer.withheld())
        .containsExactly(new WithheldLink(his.link(), "device-not-granted", null));
    assertThat(answer.outcome()).isEqualTo("handed-out");
  }

  @Test
  void linkWithoutAToken_isWithheld_andIsAPartialFailure() {
    LinkRef away = link();
    LinkRef broken = link();
    HandoutAnswer answer =
        LinkOutcomes.answer(List.of(away(away, 7), opened(link(), "hers"), sealBroken(broken)));
    assertThat(answer.withheld())
        .containsExactly(
            new WithheldLink(away.link(), "unavailable", 7),
            new WithheldLink(broken.link(), "unexpected", null));
    assertThat(answer.outcome()).isEqualTo("handed-out-in-part");
  }

  @Test
  void noToken_butALinkThatAllowsIt_isAnOutageUntilTheFirstMayBeBack() {
    assertThatThrownBy(
            () ->
                LinkOutcomes.answer(
                    List.of(
                        sealBroken(link()),
                        away(link(), 7),
                        refused(link(), Refusal.NO_UPSTREAM_TOKEN),
                        away(link(), 3))))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown ->
                assertThat(thrown.failure())
                    .isEqualTo(
                        new Failure.Unavailable(Dependency.UPSTREAM, Duration.ofSeconds(3))));
  }

  @Test
  void brokenSealAlone_isNeitherAnOutageNorARefusal() {
    assertThatThrownBy(
            () ->
                LinkOutcomes.answer(
                    List.of(sealBroken(link()), refused(link(), Refusal.NEEDS_RELINK))))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.SealBroken.class));
  }

  @ParameterizedTest
  @CsvSource({
    "NO_UPSTREAM_TOKEN NEEDS_RELINK",
    "NO_UPSTREAM ACTION_NOT_GRANTED",
    "NEEDS_RELINK DEVICE_NOT_GRANTED ACTION_NOT_GRANTED",
    "ACTION_NOT_GRANTED DEVICE_NOT_GRANTED",
    "DEVICE_NOT_GRANTED",
    "LINK_REVOKED",
  })
  void refusals_saidOnce_byTheLinkThatCameClosest(String firstIsClosest) {
    List<Refusal> refusals =
        Arrays.stream(firstIsClosest.split(" ")).map(Refusal::valueOf).toList();
    for (List<Refusal> order : List.of(refusals, refusals.reversed())) {
      assertThatThrownBy(
              () ->
                  LinkOutcomes.answer(
                      order.stream().map(refusal -> refused(link(), refusal)).toList()))
          .isInstanceOfSatisfying(
              FailureException.class,
              thrown ->
                  assertThat(thrown.failure()).isEqualTo(new Failure.Refused(refusals.getFirst())));
    }
  }
}
