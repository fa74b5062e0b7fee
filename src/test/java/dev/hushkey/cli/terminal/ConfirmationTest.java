package dev.hushkey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.CliRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest {

  private static final Place HERE = new Place("https://hushkey.example", false);

  @TempDir Path home;

  @Test
  void word_typedExactly_confirms() {
    CliRun run = CliRun.in(home).typing("alexa\n");
    Confirmation confirmation = new Confirmation(run.context());
    assertThatCode(() -> confirmation.require(HERE, "This ends all.", "alexa"))
        .doesNotThrowAnyException();
    assertThat(run.errSoFar())
        .isEqualTo("This ends all.\nAt https://hushkey.example\nType alexa to confirm: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "y\n", "yes\n", "Alexa\n", "alexa!\n"})
  void anythingElse_isARefusal(String typed) {
    Confirmation confirmation = new Confirmation(CliRun.in(home).typing(typed).context());
    assertThatThrownBy(() -> confirmation.require(HERE, "This ends all.", "alexa"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED));
  }
}
