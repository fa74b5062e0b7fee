package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsrfTokensTest {

  private static final Person ALICE = new Person(new UserId("alice"), "alice", "log-in-1");

  private final CsrfTokens tokens = new CsrfTokens(new CsrfKey(new byte[32]));

  @Test
  void token_forTheSamePersonLogInAndRequest_matches() {
    assertThat(tokens.matches(tokens.make(ALICE, request("s")), ALICE, request("s"))).isTrue();
  }

  @Test
  void token_ofAnotherPerson_doesNotMatch() {
    Person bob = new Person(new UserId("bob"), "alice", "log-in-1");
    assertThat(tokens.matches(tokens.make(bob, request("s")), ALICE, request("s"))).isFalse();
  }

  @Test
  void token_ofAnotherLogIn_doesNotMatch() {
    Person later = new Person(new UserId("alice"), "alice", "log-in-2");
    assertThat(tokens.matches(tokens.make(later, request("s")), ALICE, request("s"))).isFalse();
  }

  @Test
  void token_ofAnotherRequest_doesNotMatch() {
    assertThat(tokens.matches(tokens.make(ALICE, request("t")), ALICE, request("s"))).isFalse();
  }

  @Test
  void token_underAnotherKey_doesNotMatch() {
    byte[] other = new byte[32];
    other[0] = 1;
    String token = new CsrfTokens(new CsrfKey(other)).make(ALICE, request("s"));
    assertThat(tokens.matches(token, ALICE, request("s"))).isFalse();
  }

  @Test
  void token_ofPartsThatReadAlike_doesNotMatch() {
    Person one = new Person(new UserId("ab"), "x", "c");
    Person other = new Person(new UserId("a"), "x", "bc");
    assertThat(tokens.matches(tokens.make(one, request("s")), other, request("s"))).isFalse();
  }

  @Test
  void proofOfWhatWeSay_isForThesePeopleAndWordsAndTimeAlone() {
    Instant until = Instant.parse("2026-01-01T00:01:00Z");
    Instant now = until.minusSeconds(1);
    Person later = new Person(new UserId("alice"), "alice", "log-in-2");
    String proof = tokens.sign("ENDED", ALICE, until);

    assertThat(tokens.isSigned(proof, "ENDED", ALICE, now)).isTrue();
    assertThat(tokens.isSigned(proof, "ENDED", ALICE, until)).isFalse();
    assertThat(tokens.isSigned(proof, "NARROWED", ALICE, now)).isFalse();
    assertThat(tokens.isSigned(proof, "ENDED", later, now)).isFalse();
    assertThat(tokens.isSigned("9" + proof, "ENDED", ALICE, until)).isFalse();
    for (String odd : List.of("", ".", "x.y", "1", "9999999999999999999.x")) {
      assertThat(tokens.isSigned(odd, "ENDED", ALICE, now)).as(odd).isFalse();
    }
  }

  @Test
  void token_ofAPersonsPage_matchesThatPageAlone() {
    String token = tokens.make(ALICE, "/account/assistants");

    assertThat(tokens.matches(token, ALICE, "/account/assistants")).isTrue();
    assertThat(tokens.matches(token, ALICE, "/account/other")).isFalse();
    assertThat(tokens.matches(token, ALICE, request("s"))).isFalse();
    assertThat(tokens.matches(tokens.make(ALICE, request("s")), ALICE, "/account/assistants"))
        .isFalse();
  }

  @Test
  void garbage_doesNotMatch() {
    assertThat(tokens.matches("", ALICE, request("s"))).isFalse();
    assertThat(tokens.matches("é\u0000", ALICE, request("s"))).isFalse();
  }

  private static AuthorizationRequest request(String state) {
    return new AuthorizationRequest(
        TestAssistants.alexa(),
        TestAssistants.REDIRECT_URI,
        "devices",
        Optional.of(state),
        Optional.empty());
  }
}
