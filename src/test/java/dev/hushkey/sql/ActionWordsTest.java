package dev.hushkey.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hushkey.identity.Action;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActionWordsTest {

  @Test
  void words_joinedAndSplit_areTheSameSet() {
    for (Set<Action> actions :
        Set.of(Set.<Action>of(), Set.of(Action.VIEW), EnumSet.allOf(Action.class))) {
      assertThat(ActionWords.split(ActionWords.join(actions))).isEqualTo(actions);
    }
  }

  @Test
  void join_isInAlphabeticalOrder() {
    assertThat(ActionWords.join(EnumSet.allOf(Action.class))).isEqualTo("control,events,view");
  }

  @Test
  void split_wordThatIsNoAction_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ActionWords.split("view,fly"));
  }
}
