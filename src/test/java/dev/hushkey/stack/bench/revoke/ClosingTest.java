package dev.hushkey.stack.bench.revoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

  private static final long SENT = 1000;
  private static final long ANSWERED = 1500;

  private static final int SELECTED = 0;
  private static final int OTHER = 1;

  private final List<Seen> seen = new ArrayList<>();

  private void saw(int probe, long began, long ended, Verdict verdict) {
    Door door = probe == SELECTED ? Door.HAND_OUT : Door.CHECK;
    seen.add(new Seen(probe, door, probe == SELECTED, began, ended, verdict));
  }

  private Closing closing() {
    return new Closing(seen, SENT, ANSWERED);
  }

  private void sawWhatIsRight() {
    saw(SELECTED, 800, 900, Verdict.ACCEPTED);
    saw(SELECTED, 1600, 1700, Verdict.REFUSED);
    saw(OTHER, 800, 900, Verdict.ACCEPTED);
    saw(OTHER, 1600, 1700, Verdict.ACCEPTED);
  }

  @Test
  void rightAnswers_areNoFault() {
    sawWhatIsRight();

    assertThat(closing().faults()).isEmpty();
    assertThat(closing().inForce()).isEqualTo(Duration.ofNanos(500));
    assertThat(closing().lastDoorClosed()).isEqualTo(Duration.ZERO);
  }

  @Test
  void whatBeganBeforeTheAnswer_mayBeGivenSomethingLater_andIsTheLastDoor() {
    sawWhatIsRight();
    saw(SELECTED, 1499, 1800, Verdict.ACCEPTED);

    assertThat(closing().faults()).isEmpty();
    assertThat(closing().late()).isZero();
    assertThat(closing().lastDoorClosed()).isEqualTo(Duration.ofNanos(800));
  }

  @Test
  void whatBeganAfterTheAnswer_mustNotBeGivenAnything() {
    sawWhatIsRight();
    saw(SELECTED, 1501, 1600, Verdict.ACCEPTED);

    assertThat(closing().late()).isOne();
    assertThat(closing().faults())
        .containsExactly("probe 0 (hand-out) was given something 1 times after the answer");
  }

  @Test
  void linkThatIsNotSelected_doesNotCount_butMustNotBeRefused() {
    sawWhatIsRight();
    saw(OTHER, 1501, 1900, Verdict.ACCEPTED);
    assertThat(closing().late()).isZero();
    assertThat(closing().lastDoorClosed()).isEqualTo(Duration.ZERO);

    saw(OTHER, 1501, 1900, Verdict.REFUSED);
    assertThat(closing().faults())
        .containsExactly("probe 1 (check) was refused a link that was not selected");
  }

  @Test
  void everything_selectsTheOtherLinksToo() {
    sawWhatIsRight();
    List<Seen> all = seen.stream().map(Seen::ofEverything).toList();

    assertThat(new Closing(all, SENT, ANSWERED).faults())
        .containsExactly(
            "probe 1 (check) was refused nothing afterwards",
            "probe 1 (check) was given something 1 times after the answer");
  }

  @Test
  void list_doesNotSelectCodes() {
    Seen code = new Seen(2, Door.CODE, true, 1600, 1700, Verdict.ACCEPTED);
    Seen handout = new Seen(0, Door.HAND_OUT, true, 1600, 1700, Verdict.ACCEPTED);

    assertThat(code.ofList().selected()).isFalse();
    assertThat(handout.ofList().selected()).isTrue();
  }

  @Test
  void probeThatWasNeverGivenAnything_wouldNotice_nothing() {
    saw(SELECTED, 800, 900, Verdict.REFUSED);
    saw(SELECTED, 1600, 1700, Verdict.REFUSED);

    assertThat(Closing.isOpen(seen, 1)).isFalse();
    assertThat(closing().faults())
        .containsExactly(
            "probe 0 (hand-out) was given nothing before: it would not notice a revocation");
  }

  @Test
  void probeThatWasNeverRefused_isAFault() {
    saw(SELECTED, 800, 900, Verdict.ACCEPTED);
    saw(SELECTED, 1400, 1700, Verdict.REFUSED);
    saw(SELECTED, 1600, 1700, Verdict.UNDECIDED);

    assertThat(Closing.isOver(seen, ANSWERED)).isFalse();
    assertThat(closing().faults())
        .containsExactly("probe 0 (hand-out) was refused nothing afterwards");
  }

  @Test
  void aRound_beginsWhenEachProbeWasGivenSomething_andIsOverWhenEachSelectedOneWasDecided() {
    saw(SELECTED, 800, 900, Verdict.ACCEPTED);
    assertThat(Closing.isOpen(seen, 2)).isFalse();
    saw(OTHER, 800, 900, Verdict.ACCEPTED);
    assertThat(Closing.isOpen(seen, 2)).isTrue();

    assertThat(Closing.isOver(seen, ANSWERED)).isFalse();
    saw(SELECTED, 1501, 1600, Verdict.REFUSED);
    assertThat(Closing.isOver(seen, ANSWERED)).isTrue();
  }
}
