package dev.hushkey.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {

  private static final Optional<Server> LAST = Optional.of(Server.from("https://last.example"));
  private static final Map<String, String> ENVIRONMENT =
      Map.of(Server.VARIABLE, "https://environment.example");

  @Test
  void option_winsOverEnvironmentAndLastLogIn() {
    Optional<String> option = Optional.of("https://option.example/");
    assertThat(Server.choose(option, ENVIRONMENT, LAST)).hasToString("https://option.example");
  }

  @Test
  void environment_winsOverLastLogIn() {
    assertThat(Server.choose(Optional.empty(), ENVIRONMENT, LAST))
        .hasToString("https://environment.example");
  }

  @Test
  void lastLogIn_isUsedWhenNothingElseIsSaid() {
    assertThat(Server.choose(Optional.empty(), Map.of(Server.VARIABLE, " "), LAST))
        .hasToString("https://last.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8700", "http://localhost:8700/", "http://[::1]:8700"})
  void plainHttp_insideThisMachine_isAccepted(String text) {
    assertThat(Server.from(text).at("/v1").getScheme()).isEqualTo("http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hushkey.example",
        "http://127.0.0.1.example.com",
        "localhost:8700",
        "https://",
        "https://user:password@hushkey.example",
        "https://hushkey.example?x=1",
        "file:///etc/passwd",
        "ht tp://x"
      })
  void everythingElse_isUsage(String text) {
    assertThatThrownBy(() -> Server.from(text))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }
}
