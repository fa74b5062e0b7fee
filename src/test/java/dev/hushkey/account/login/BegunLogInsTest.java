package dev.hushkey.account.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BegunLogInsTest {

  private static final String PREFIX = "q_auth_login";

  @Test
  void fewLogIns_areAllKept() {
    assertThat(toForget(cookies(BegunLogIns.MAX_COUNT, 100))).isEmpty();
  }

  @Test
  void tooMany_theOldestGo() {
    assertThat(toForget(cookies(BegunLogIns.MAX_COUNT + 2, 100)))
        .containsExactlyInAnyOrder("q_auth_login_0", "q_auth_login_1");
  }

  @Test
  void tooLong_theOldestGo() {
    assertThat(toForget(cookies(3, BegunLogIns.MAX_LENGTH / 2)))
        .containsExactlyInAnyOrder("q_auth_login_0", "q_auth_login_1");
  }

  @Test
  void otherCookies_countForNothing() {
    String others = "a=" + "x".repeat(5000) + "; q_session_login=y; q_auth_other_1=z";
    assertThat(BegunLogIns.toForget(List.of(others, cookies(2, 100)), PREFIX)).isEmpty();
  }

  @Test
  void brokenCookies_areNoTrouble() {
    assertThat(BegunLogIns.toForget(List.of("", ";;", "=", "q_auth_login"), PREFIX)).isEmpty();
  }

  private static List<String> toForget(String header) {
    return BegunLogIns.toForget(List.of("first=1; " + header), PREFIX);
  }

  private static String cookies(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "q_auth_login_" + i + "=" + "x".repeat(length))
        .collect(Collectors.joining("; "));
  }
}
