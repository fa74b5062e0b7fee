package dev.hushkey.alexa.applink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.failure.Failure.AttemptNotUsable.Why;
import dev.hushkey.identity.UserId;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptFactsTest {

  private static final UserId ALICE = new UserId("alice");

  @ParameterizedTest
  @CsvSource({
    ",      false, false, UNKNOWN",
    "bob,   false, false, OTHER_PERSON",
    "bob,   true,  true,  OTHER_PERSON",
    "alice, true,  true,  OVERTAKEN",
    "alice, true,  false, EXPIRED",
    "alice, false, true,  OVERTAKEN",
    "alice, false, false, USED_BEFORE"
  })
  void why_isTheFirstThingThatIsWrong(String starter, boolean expired, boolean overtaken, Why why) {
    Optional<AttemptFacts> found =
        Optional.ofNullable(starter)
            .map(name -> new AttemptFacts(new UserId(name), expired, overtaken));
    assertThat(AttemptFacts.why(found, ALICE)).isEqualTo(why);
  }
}
