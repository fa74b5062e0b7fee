package dev.hushkey.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {

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
        "https://hushkey.example#x",
        "file:///etc/passwd",
        "ht tp://x"
      })
  void everythingElse_isUsage(String text) {
    assertThatThrownBy(() -> Server.from(text))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hushkey.example",
        "https://HUSHKEY.example/",
        "https://hushkey.example:443",
        " https://Hushkey.Example:443// "
      })
  void oneServer_hasOneSpelling(String text) {
    assertThat(Server.from(text)).hasToString("https://hushkey.example");
  }
}
