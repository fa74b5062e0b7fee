package dev.hushkey.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.GlobalOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Which server is meant; the rule is the same for all commands. */
class TargetTest {

  private static final Map<String, String> URL =
      Map.of(Server.VARIABLE, "https://environment.example");
  private static final Map<String, String> NAME = Map.of(Target.VARIABLE, "staging");
  private static final Profiles PROFILES =
      ProfileFile.parse(
          Path.of("/config.toml"),
          """
          profile = "usual"
          [profiles.usual]
          server = "https://usual.example"
          [profiles.staging]
          server = "https://staging.example"
          [profiles.live]
          server = "https://live.example/"
          production = true
          """);
  private static final Profiles WITHOUT = Profiles.none(Path.of("/config.toml"));

  private static Target choose(Map<String, String> environment, Profiles profiles, String... line) {
    GlobalOptions options = new GlobalOptions();
    new CommandLine(options).parseArgs(line);
    return Target.choose(
        options, environment, profiles, () -> Optional.of(Server.from("https://last.example")));
  }

  private static String chosen(Map<String, String> environment, String... line) {
    return choose(environment, PROFILES, line).server().toString();
  }

  @Test
  void option_winsOverEnvironmentConfigFileAndLastLogIn() {
    assertThat(chosen(URL, "--server", "https://option.example/"))
        .isEqualTo("https://option.example");
    assertThat(chosen(NAME, "--server", "https://option.example"))
        .isEqualTo("https://option.example");
    assertThat(chosen(URL, "--profile", "live")).isEqualTo("https://live.example");
    assertThat(chosen(NAME, "--profile", "live")).isEqualTo("https://live.example");
  }

  @Test
  void environment_winsOverConfigFileAndLastLogIn() {
    assertThat(chosen(URL)).isEqualTo("https://environment.example");
    assertThat(chosen(NAME)).isEqualTo("https://staging.example");
  }

  @Test
  void usualProfile_winsOverLastLogIn() {
    assertThat(chosen(Map.of(Server.VARIABLE, " ", Target.VARIABLE, "")))
        .isEqualTo("https://usual.example");
  }

  @Test
  void lastLogIn_isUsedWhenNothingElseIsSaid() {
    assertThat(choose(Map.of(), WITHOUT).server()).hasToString("https://last.example");
  }

  @Test
  void production_isKnownByItsAddress_howeverItWasChosen() {
    assertThat(choose(Map.of(), PROFILES, "--server", "https://live.example").place().production())
        .isTrue();
    assertThat(
            choose(Map.of(Server.VARIABLE, "https://live.example/"), PROFILES).place().production())
        .isTrue();
    assertThat(choose(Map.of(), PROFILES, "--profile", "live").place().name())
        .isEqualTo("profile live, https://live.example");
    assertThat(choose(NAME, PROFILES).place().production()).isFalse();
  }

  @Test
  void twoThatSayDifferentThings_areRefused() {
    assertUsage(() -> chosen(Map.of(), "--server", "https://a.example", "--profile", "live"))
        .contains("--server", "--profile");
    assertUsage(() -> chosen(Map.of(Server.VARIABLE, "https://a.example", Target.VARIABLE, "live")))
        .contains(Server.VARIABLE, Target.VARIABLE);
  }

  @Test
  void profile_thatIsNotThere_isNamedWithThoseThatAre() {
    assertUsage(() -> chosen(Map.of(), "--profile", "prod"))
        .contains("'prod'", "/config.toml", "live, staging, usual");
    assertUsage(() -> choose(Map.of(Target.VARIABLE, "prod"), WITHOUT))
        .contains("'prod'", "/config.toml", "docs/cli.md");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertUsage(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    return assertThat(org.assertj.core.api.Assertions.catchThrowable(call).getMessage());
  }
}
