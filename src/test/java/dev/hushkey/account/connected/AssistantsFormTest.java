package dev.hushkey.account.connected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.oauth.request.RequestParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssistantsFormTest {

  private static final LinkId LINK = LinkIds.create();

  @Test
  void read_narrow_isTheLinkWithWhatIsKept() {
    assertThat(read("narrow", LINK.toString(), "door/view").decision())
        .isEqualTo(
            new AssistantsForm.Decision.Narrow(
                LINK, Map.of(new DeviceId("door"), Set.of(Action.VIEW))));
  }

  @Test
  void read_unlink_isTheLink() {
    assertThat(read("unlink", LINK.toString(), "").decision())
        .isEqualTo(new AssistantsForm.Decision.Unlink(LINK));
  }

  @Test
  void read_logOut_needsNoLink() {
    assertThat(read("log-out", "", "").decision()).isEqualTo(new AssistantsForm.Decision.LogOut());
  }

  @ParameterizedTest
  @CsvSource({
    "narrow, ''",
    "narrow, x",
    "unlink, ''",
    "unlink, 1-1-1-1-x",
    "everything, 1",
    "'', 1"
  })
  void read_whatNoPageHas_isMalformed(String decision, String link) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> read(decision, link, "door/view"))
        .satisfies(
            thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.MalformedRequest.class));
  }

  private static AssistantsForm read(String decision, String link, String grant) {
    return AssistantsForm.read(
        new RequestParameters(
            Map.of(
                "decision", List.of(decision),
                "csrf", List.of("x"),
                "link", List.of(link),
                "grant", grant.isEmpty() ? List.of() : List.of(grant))));
  }
}
