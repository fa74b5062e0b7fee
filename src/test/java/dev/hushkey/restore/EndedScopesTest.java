package dev.hushkey.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.revocation.selection.RevocationScope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndedScopesTest {

  @Test
  void lines_areScopes_andWhatSaysNothingIsLeftOut() {
    List<String> lines =
        List.of(
            "# INC-7",
            "",
            " user:ann ",
            "user:a%2Fb/assistant:alexa",
            "device:cam-1",
            "assistant:google",
            "link:0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11",
            "everything");
    assertThat(EndedScopes.read(lines).stream().map(RevocationScope::key))
        .containsExactly(
            "user:ann",
            "user:a%2Fb/assistant:alexa",
            "device:cam-1",
            "assistant:google",
            "link:0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11",
            "everything");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann",
        "user:",
        "log-ins",
        "link:1",
        "users:0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11",
        "everything else"
      })
  void otherLines_areRefused_byTheirNumber(String line) {
    assertThatThrownBy(() -> EndedScopes.read(List.of("user:ann", line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2 is none of");
  }
}
