package dev.hushkey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {

  @TempDir Path home;

  @Test
  void pipe_getsALineForEachStep_andNoneTwice() {
    CliRun run = CliRun.in(home);
    try (Progress progress = Progress.of(run.context(), "links cleaned up")) {
      progress.at(0, OptionalLong.empty());
      progress.at(1000, OptionalLong.empty());
      progress.at(1000, OptionalLong.empty());
      progress.at(24000, OptionalLong.of(24000));
    }
    assertThat(run.errSoFar())
        .isEqualTo("  1,000 links cleaned up%n  24,000 of 24,000 links cleaned up%n".formatted());
  }

  @Test
  void terminal_getsABarOnOneLine_alsoWhenTheResultGoesIntoAPipe() {
    CliRun run = CliRun.in(home).watched();
    try (Progress progress = Progress.of(run.context(), "links cleaned up")) {
      progress.at(12000, OptionalLong.of(24000));
    }
    assertThat(run.errSoFar())
        .startsWith("\r")
        .contains("links cleaned up", "50%", "12000/24000")
        .endsWith("\n");
    assertThat(run.errSoFar().strip()).doesNotContain("\n");
  }
}
