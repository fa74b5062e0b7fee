package dev.hushkey.handout.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.link.LinkState;
import dev.hushkey.seal.SealedText;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  private static final UserId ALICE = new UserId("alice");
  private static final UserId BOB = new UserId("bob");
  private static final AssistantId ALEXA = new AssistantId("alexa");
  private static final AssistantId GOOGLE = new AssistantId("google");
  private static final DeviceId CAMERA = new DeviceId("camera-1");
  private static final DeviceId OTHER_CAMERA = new DeviceId("camera-2");
  private static final Question QUESTION = new Question(ALICE, CAMERA, ALEXA, Action.VIEW);
  private static final LinkRef LINK = new LinkRef(ALEXA, LinkIds.create(), ALICE);

  private static final UpstreamFacts TOKENS =
      new UpstreamFacts(
          new SealedAccess(new SealedText("vault:v1:x"), true),
          Instant.EPOCH,
          Instant.EPOCH,
          Instant.EPOCH,
          URI.create("https://events.example/"),
          1,
          false);

  private enum Owner {
    ASKED,
    OTHER,
    NOBODY
  }

  private enum Granted {
    LIVE,
    LIVE_WITHOUT_ACTION,
    DEAD,
    NONE
  }

  /** Every combination of owner, link and grant, each with the one answer that is right. */
  static Stream<Arguments> everyCombination() {
    List<Arguments> all = new ArrayList<>();
    for (Owner owner : Owner.values()) {
      for (LinkState state :
          new LinkState[] {null, LinkState.ACTIVE, LinkState.NEEDS_RELINK, LinkState.REVOKED}) {
        for (Granted granted : Granted.values()) {
          all.add(arguments(owner, state, granted, expected(owner, state, granted)));
        }
      }
    }
    return all.stream();
  }

  /** Written as a table of first failures, apart from the rules' own order of statements. */
  private static Refusal expected(Owner owner, LinkState state, Granted granted) {
    String row = owner + " " + state + " " + granted;
    return switch (row) {
      case "ASKED ACTIVE LIVE" -> null;
      case "ASKED ACTIVE LIVE_WITHOUT_ACTION" -> Refusal.ACTION_NOT_GRANTED;
      case "ASKED ACTIVE DEAD", "ASKED ACTIVE NONE" -> Refusal.DEVICE_NOT_GRANTED;
      default ->
          !row.startsWith("ASKED")
              ? Refusal.NOT_THE_OWNER
              : row.startsWith("ASKED REVOKED")
                  ? Refusal.LINK_REVOKED
                  : row.startsWith("ASKED NEEDS") ? Refusal.NEEDS_RELINK : Refusal.NOT_LINKED;
    };
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void question_isDecidedByTheFirstRuleThatFails(
      Owner owner, LinkState state, Granted granted, Refusal refusal) {
    Decision decision = Rules.decide(QUESTION, facts(owner, state, granted));
    assertThat(decision)
        .isEqualTo(refusal == null ? new Decision.Allowed(LINK) : new Decision.Denied(refusal));
  }

  @Test
  void truthTable_allowsExactlyOneRow() {
    assertThat(everyCombination().filter(row -> row.get()[3] == null)).hasSize(1);
  }

  @Test
  void handout_thatIsAllowed_needsATokenToHandOut() {
    Facts allowed = facts(Owner.ASKED, LinkState.ACTIVE, Granted.LIVE);
    Decision yes = new Decision.Allowed(LINK);
    assertThat(Rules.decideHandout(QUESTION, allowed, true, Optional.of(TOKENS))).isEqualTo(yes);
    assertHandoutDenied(allowed, true, Optional.empty(), Refusal.NO_UPSTREAM_TOKEN);
    assertHandoutDenied(allowed, false, Optional.of(TOKENS), Refusal.NO_UPSTREAM);
    assertHandoutDenied(allowed, false, Optional.empty(), Refusal.NO_UPSTREAM);
  }

  @Test
  void handout_thatIsNotAllowed_saysWhyAndNotThatATokenIsMissing() {
    Facts revoked = facts(Owner.ASKED, LinkState.REVOKED, Granted.LIVE);
    assertHandoutDenied(revoked, true, Optional.of(TOKENS), Refusal.LINK_REVOKED);
    assertHandoutDenied(revoked, false, Optional.empty(), Refusal.LINK_REVOKED);
  }

  private static void assertHandoutDenied(
      Facts facts, boolean upstream, Optional<UpstreamFacts> tokens, Refusal refusal) {
    assertThat(Rules.decideHandout(QUESTION, facts, upstream, tokens))
        .isEqualTo(new Decision.Denied(refusal));
  }

  @Test
  void linkOfAnotherUser_isABugAndNeverAnAnswer() {
    LinkRef bobs = new LinkRef(ALEXA, LINK.link(), BOB);
    assertMixedUp(bobs, new Facts.Grant(bobs, CAMERA, true, Set.of(Action.VIEW)));
  }

  @Test
  void linkOfAnotherAssistant_isABugAndNeverAnAnswer() {
    LinkRef other = new LinkRef(GOOGLE, LINK.link(), ALICE);
    assertMixedUp(other, new Facts.Grant(other, CAMERA, true, Set.of(Action.VIEW)));
  }

  @Test
  void grantOfAnotherDevice_isABugAndNeverAnAnswer() {
    assertMixedUp(LINK, new Facts.Grant(LINK, OTHER_CAMERA, true, Set.of(Action.VIEW)));
  }

  @Test
  void grantOfAnotherLink_isABugAndNeverAnAnswer() {
    LinkRef other = new LinkRef(ALEXA, LinkIds.create(), ALICE);
    assertMixedUp(LINK, new Facts.Grant(other, CAMERA, true, Set.of(Action.VIEW)));
  }

  private static void assertMixedUp(LinkRef link, Facts.Grant grant) {
    Facts facts =
        new Facts(
            Optional.of(ALICE),
            false,
            Optional.of(new Facts.Link(link, LinkState.ACTIVE, false)),
            Optional.of(grant));
    assertThatThrownBy(() -> Rules.decide(QUESTION, facts))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ownerThatNobodyKnowsAfterARestore_isAnOutage_andNoRefusal() {
    Facts restored =
        new Facts(
            Optional.empty(),
            true,
            Optional.of(new Facts.Link(LINK, LinkState.ACTIVE, false)),
            grant(Granted.DEAD));
    assertThatThrownBy(() -> Rules.decide(QUESTION, restored))
        .isInstanceOfSatisfying(
            FailureException.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        Failure.Unavailable.class,
                        away -> assertThat(away.dependency()).isEqualTo(Dependency.OWNERSHIP)));
  }

  @Test
  void token_withoutRow_isNotLive() {
    assertThat(Rules.decide(QUESTION, Optional.empty(), allGood()))
        .isEqualTo(new Decision.Denied(Refusal.TOKEN_NOT_LIVE));
  }

  @Test
  void token_thatIsDead_isNotLive() {
    assertThat(Rules.decide(QUESTION, token(false), allGood()))
        .isEqualTo(new Decision.Denied(Refusal.TOKEN_NOT_LIVE));
  }

  @Test
  void token_thatDiedWithItsLink_saysThatTheLinkWasRevoked() {
    Facts revoked = facts(Owner.ASKED, LinkState.REVOKED, Granted.DEAD);
    assertThat(Rules.decide(QUESTION, token(false), revoked))
        .isEqualTo(new Decision.Denied(Refusal.LINK_REVOKED));
  }

  @Test
  void token_whoseLinkANewerOneReplaced_isNotLive_soThatNobodyUnlinksTheNewerOne() {
    Facts replaced =
        new Facts(
            Optional.of(ALICE),
            false,
            Optional.of(new Facts.Link(LINK, LinkState.REVOKED, true)),
            grant(Granted.DEAD));
    assertThat(Rules.decide(QUESTION, token(false), replaced))
        .isEqualTo(new Decision.Denied(Refusal.TOKEN_NOT_LIVE));
  }

  @Test
  void token_thatLives_isDecidedAsAHandOut() {
    assertThat(Rules.decide(QUESTION, token(true), allGood()))
        .isEqualTo(new Decision.Allowed(LINK));
    assertThat(
            Rules.decide(QUESTION, token(true), facts(Owner.OTHER, LinkState.ACTIVE, Granted.DEAD)))
        .isEqualTo(new Decision.Denied(Refusal.NOT_THE_OWNER));
  }

  @Test
  void token_narrowedToTheAction_isDecidedAsAHandOut() {
    assertThat(Rules.decide(QUESTION, narrowed(Action.VIEW), allGood()))
        .isEqualTo(new Decision.Allowed(LINK));
    assertThat(
            Rules.decide(
                QUESTION,
                narrowed(Action.VIEW),
                facts(Owner.ASKED, LinkState.ACTIVE, Granted.LIVE_WITHOUT_ACTION)))
        .isEqualTo(new Decision.Denied(Refusal.ACTION_NOT_GRANTED));
  }

  @Test
  void token_narrowedToOtherActionsOrDevices_allowsNothingHere() {
    assertThat(Rules.decide(QUESTION, narrowed(Action.EVENTS), allGood()))
        .isEqualTo(new Decision.Denied(Refusal.ACTION_NOT_GRANTED));
    assertThat(Rules.decide(QUESTION, narrowed(), allGood()))
        .isEqualTo(new Decision.Denied(Refusal.DEVICE_NOT_GRANTED));
  }

  private static Optional<TokenFacts> narrowed(Action... actions) {
    return Optional.of(new TokenFacts(LINK, true, Optional.of(Set.of(actions))));
  }

  @Test
  void token_ofAnotherUserThanItSays_isABugAndNeverAnAnswer() {
    TokenFacts bobs = new TokenFacts(new LinkRef(ALEXA, LINK.link(), BOB), true);
    assertThatThrownBy(() -> Rules.decide(QUESTION, Optional.of(bobs), allGood()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Optional<TokenFacts> token(boolean live) {
    return Optional.of(new TokenFacts(LINK, live));
  }

  private static Facts allGood() {
    return facts(Owner.ASKED, LinkState.ACTIVE, Granted.LIVE);
  }

  private static Facts facts(Owner owner, LinkState state, Granted granted) {
    return new Facts(
        switch (owner) {
          case ASKED -> Optional.of(ALICE);
          case OTHER -> Optional.of(BOB);
          case NOBODY -> Optional.empty();
        },
        false,
        Optional.ofNullable(state).map(known -> new Facts.Link(LINK, known, false)),
        grant(granted));
  }

  private static Optional<Facts.Grant> grant(Granted granted) {
    return switch (granted) {
      case LIVE -> Optional.of(new Facts.Grant(LINK, CAMERA, true, Set.of(Action.VIEW)));
      case LIVE_WITHOUT_ACTION ->
          Optional.of(new Facts.Grant(LINK, CAMERA, true, Set.of(Action.EVENTS)));
      case DEAD -> Optional.of(new Facts.Grant(LINK, CAMERA, false, Set.of(Action.VIEW)));
      case NONE -> Optional.empty();
    };
  }
}
