package dev.hushkey.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

  static List<String> subjects() {
    return List.of(
        "a11ce000-0000-4000-8000-000000000001",
        "f:6f1c2b1e-9d1f-4c55-8a0e-52b1a0c3d001:jo+cam@example.org",
        "Jo Cam/100% \"q\" 'r' \\;",
        "~",
        "x".repeat(255));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void subjectOfOpenIdConnect_isTakenAsItIs(String subject) {
    assertThat(new UserId(subject).value()).isEqualTo(subject);
  }

  static List<String> others() {
    return List.of(
        "", " ", " jo", "jo ", "j\u00f6", "a\nb", "a\u007fb", "a\u0000", "x".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("others")
  void anythingElse_isRefused_andNotRepeated(String text) {
    assertThatThrownBy(() -> new UserId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "user must be 1 to 255 printable ASCII characters, without a space at either end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JO", "Jo"})
  void case_counts(String other) {
    assertThat(new UserId(other)).isNotEqualTo(new UserId("jo"));
  }

  @Test
  void nothing_isNoUser() {
    assertThatThrownBy(() -> new UserId(null)).isInstanceOf(IllegalArgumentException.class);
  }
}
