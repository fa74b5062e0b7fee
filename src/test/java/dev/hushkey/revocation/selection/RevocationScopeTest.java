package dev.hushkey.revocation.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RevocationScopeTest {

  private static final AssistantId ALEXA = new AssistantId("alexa");

  static Stream<RevocationScope> scopes() {
    return Stream.of(
        new RevocationScope.Everything(),
        new RevocationScope.OfAssistant(ALEXA),
        new RevocationScope.OfUser(new UserId("alice"), Optional.empty()),
        new RevocationScope.OfUser(new UserId("a:b@c"), Optional.of(ALEXA)),
        new RevocationScope.OfUser(new UserId("a"), Optional.of(ALEXA)),
        new RevocationScope.OfUser(new UserId("a/assistant:alexa"), Optional.empty()),
        new RevocationScope.OfUser(new UserId("a/assistant:alexa"), Optional.of(ALEXA)),
        new RevocationScope.OfUser(new UserId("a%2Fassistant:alexa"), Optional.empty()),
        new RevocationScope.OfUser(new UserId("a%252Fassistant:alexa"), Optional.empty()),
        new RevocationScope.OfUser(new UserId("100% \"q\" +&=#?'"), Optional.empty()),
        new RevocationScope.OfLink(LinkIds.create()),
        new RevocationScope.OfDevice(new DeviceId("cam:1"), Optional.empty()),
        new RevocationScope.OfDevice(new DeviceId("cam-1"), Optional.of(ALEXA)),
        new RevocationScope.OfList(RevocationScope.ListOf.LEAKED_TOKENS, RevocationId.random()),
        new RevocationScope.OfList(RevocationScope.ListOf.USERS, RevocationId.random()),
        new RevocationScope.OfList(RevocationScope.ListOf.LINKS, RevocationId.random()),
        new RevocationScope.OfList(RevocationScope.ListOf.DEVICES, RevocationId.random()));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void key_readsBackAsTheSameScope(RevocationScope scope) {
    assertThat(RevocationScope.fromKey(scope.key())).isEqualTo(scope);
  }

  @Test
  void words_sayWhatEnds() {
    assertThat(scopes().map(RevocationScope::words))
        .doesNotHaveDuplicates()
        .contains(
            "every link with every assistant",
            "every link with alexa",
            "the links of user alice",
            "the links of user a with alexa",
            "device cam:1 in every link",
            "device cam-1 in every link with alexa",
            "the links of a list of leaked tokens",
            "the links of a list of users",
            "a list of links",
            "a list of devices in links");
  }

  @Test
  void keys_ofDifferentScopes_differ() {
    assertThat(scopes().map(RevocationScope::key)).doesNotHaveDuplicates();
  }

  @Test
  void condition_carriesValuesAsParametersOnly() {
    ScopeSql sql = ScopeSql.of(new RevocationScope.OfUser(new UserId("alice"), Optional.of(ALEXA)));
    assertThat(sql.condition()).isEqualTo("l.user_id = $1 and l.assistant = $2");
    assertThat(sql.values()).isEqualTo(List.of("alice", "alexa"));
  }
}
