package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionCodesTest {

  private static final Person ALICE = new Person(new UserId("alice"), "alice", "log-in-1");
  private static final Map<DeviceId, Set<Action>> CONSENT =
      Map.of(
          new DeviceId("a"), Set.of(Action.VIEW, Action.EVENTS),
          new DeviceId("b"), Set.of(Action.VIEW));

  private final CsrfKey key = new CsrfKey(new byte[32]);
  private final CsrfTokens tokens = new CsrfTokens(key);
  private final DecisionCodes codes = new DecisionCodes(key, new ThisCell(Optional.empty()));
  private final AuthorizationRequest request = request("s");
  private final String page = tokens.make(ALICE, request);

  @Test
  void sameDecision_sameCode() {
    assertThat(code(ALICE, request, page, CONSENT)).isEqualTo(code(ALICE, request, page, CONSENT));
    assertThat(code(ALICE, request, page, CONSENT)).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void anotherPagePersonLogInRequestOrTick_anotherCode() {
    String code = code(ALICE, request, page, CONSENT);
    Person bob = new Person(new UserId("bob"), "alice", "log-in-1");
    Person later = new Person(new UserId("alice"), "alice", "log-in-2");
    Map<DeviceId, Set<Action>> less = Map.of(new DeviceId("a"), Set.of(Action.VIEW));

    assertThat(code(ALICE, request, tokens.make(ALICE, request), CONSENT)).isNotEqualTo(code);
    assertThat(code(bob, request, page, CONSENT)).isNotEqualTo(code);
    assertThat(code(later, request, page, CONSENT)).isNotEqualTo(code);
    assertThat(code(ALICE, request("t"), page, CONSENT)).isNotEqualTo(code);
    assertThat(code(ALICE, request, page, less)).isNotEqualTo(code);
  }

  @Test
  void anotherKey_anotherCode() {
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(
            new DecisionCodes(new CsrfKey(other), new ThisCell(Optional.empty()))
                .of(ALICE, request, page, CONSENT)
                .secret()
                .reveal())
        .isNotEqualTo(code(ALICE, request, page, CONSENT));
  }

  private String code(
      Person person, AuthorizationRequest asked, String token, Map<DeviceId, Set<Action>> consent) {
    return codes.of(person, asked, token, consent).secret().reveal();
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
