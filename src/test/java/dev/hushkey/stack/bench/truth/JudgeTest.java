package dev.hushkey.stack.bench.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static final Outcome NOT_THE_OWNER = new Outcome.Refused("not-the-owner");
  private static final Outcome NOT_GRANTED = new Outcome.Refused("device-not-granted");

  private final Person person = person(1);
  private final Person other = person(2);
  private final Outcome handedOut =
      new Outcome.HandedOut(Map.of(person.alexaLink(), token(person, 0)), Map.of());

  private static Person person(long number) {
    return new Person(number, new Person.Secrets("refresh", "jwt", "opaque"));
  }

  private static String token(Person person, int renewed) {
    return Person.tokenName(person.user(), person.alexaLink(), renewed);
  }

  private static Question.Handout asks(Person person, Person camera) {
    return new Question.Handout(person, camera, Person.ALEXA, null, Action.VIEW, null);
  }

  private static Optional<String> judge(
      Question question, Outcome outcome, long sent, long received) {
    return Judge.findFault(question, new Reading.Decided(outcome), sent, received);
  }

  private Optional<String> judgeNow(Question question, Outcome outcome) {
    return judge(question, outcome, History.now(), History.now());
  }

  @Test
  void answer_thatIsTrue_isRight() {
    assertThat(judgeNow(asks(person, person), handedOut)).isEmpty();
    assertThat(judgeNow(asks(other, person), NOT_THE_OWNER)).isEmpty();
    assertThat(
            judgeNow(
                new Question.Check(
                    person, person.opaqueLink(), "opaque", person, Action.VIEW, null),
                new Outcome.Allowed("bench-user-1", person.opaqueLink())))
        .isEmpty();
  }

  @Test
  void tokenOfAnother_isWrong() {
    assertThat(
            judgeNow(
                asks(person, person),
                new Outcome.HandedOut(Map.of(person.alexaLink(), token(other, 0)), Map.of())))
        .get()
        .asString()
        .contains("token 0 of bench-user-2's", "Handout");
  }

  @Test
  void tokenThatWasReplaced_isWrong_onceThatIsConfirmed() {
    person.history().begin(truth -> truth.renewed(person.alexaLink())).run();
    long sent = History.now() + 1;

    assertThat(judge(asks(person, person), handedOut, sent, sent)).isPresent();
    assertThat(
            judge(
                asks(person, person),
                new Outcome.HandedOut(Map.of(person.alexaLink(), token(person, 1)), Map.of()),
                sent,
                sent))
        .isEmpty();
  }

  @Test
  void linkOfAnother_isWrong() {
    assertThat(
            judgeNow(
                asks(person, person),
                new Outcome.HandedOut(Map.of(other.alexaLink(), token(person, 0)), Map.of())))
        .isPresent();
    assertThat(
            judgeNow(
                new Question.Check(
                    person, person.opaqueLink(), "opaque", person, Action.VIEW, null),
                new Outcome.Allowed("bench-user-2", person.opaqueLink())))
        .isPresent();
  }

  @Test
  void refusal_withoutReason_isWrong() {
    assertThat(judgeNow(asks(person, person), NOT_THE_OWNER)).isPresent();
    assertThat(judgeNow(asks(person, person), NOT_GRANTED)).isPresent();
  }

  @Test
  void changeUnderWay_allowsBothTruths_andNoBlendOfThem() {
    long sent = History.now();
    person.history().begin(truth -> truth.soldTo(other.user()));
    long received = History.now();

    assertThat(judge(asks(person, person), handedOut, sent, received)).isEmpty();
    assertThat(judge(asks(person, person), NOT_THE_OWNER, sent, received)).isEmpty();
    // the grants of after with the owner of before
    assertThat(judge(asks(person, person), NOT_GRANTED, sent, received)).isPresent();
  }

  @Test
  void changeConfirmed_makesWhatWasTrueBeforeWrong() {
    person.history().begin(truth -> truth.soldTo(other.user())).run();
    long sent = History.now() + 1;

    assertThat(judge(asks(person, person), handedOut, sent, sent)).isPresent();
    assertThat(judge(asks(person, person), NOT_THE_OWNER, sent, sent)).isEmpty();
    assertThat(judge(asks(other, person), NOT_GRANTED, sent, sent)).isEmpty();
  }

  @Test
  void changeToCome_isNotTrueYet() {
    long sent = History.now();
    long received = History.now();
    person.history().begin(truth -> truth.ended(_ -> true)).run();

    assertThat(judge(asks(person, person), handedOut, sent, received)).isEmpty();
    assertThat(judge(asks(person, person), new Outcome.Refused("link-revoked"), sent, received))
        .isPresent();
  }

  @Test
  void twoChanges_betweenSendingAndAnswer_allowAllThreeTruths() {
    long sent = History.now();
    person
        .history()
        .begin(truth -> truth.narrowed(person.alexaLink(), Set.of(Action.EVENTS)))
        .run();
    person.history().begin(truth -> truth.ended(_ -> true)).run();
    long received = History.now();

    assertThat(judge(asks(person, person), handedOut, sent, received)).isEmpty();
    assertThat(
            judge(asks(person, person), new Outcome.Refused("action-not-granted"), sent, received))
        .isEmpty();
    assertThat(judge(asks(person, person), new Outcome.Refused("link-revoked"), sent, received))
        .isEmpty();
  }

  @Test
  void household_hasAnAnswerForEachLink() {
    Person adults = person(Person.HOUSEHOLD);
    LinkTruth second = adults.history().latest().links().get(2);

    assertThat(
            judgeNow(
                asks(adults, adults),
                new Outcome.HandedOut(
                    Map.of(adults.alexaLink(), token(adults, 0)),
                    Map.of(second.id(), "no-upstream-token"))))
        .isEmpty();
    assertThat(
            judgeNow(
                asks(adults, adults),
                new Outcome.HandedOut(Map.of(adults.alexaLink(), token(adults, 0)), Map.of())))
        .isPresent();
  }

  @Test
  void noDecision_isNeverWrong_butAMixUpAlways() {
    long now = History.now();

    assertThat(Judge.findFault(asks(person, person), new Reading.Undecided(503), now, now))
        .isEmpty();
    assertThat(Judge.findFault(asks(person, person), new Reading.MixedUp("nonce"), now, now))
        .isPresent();
  }
}
