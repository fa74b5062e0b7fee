package dev.hushkey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineDiffTest {

  @Test
  void of_equalTexts_isEmpty() {
    assertThat(LineDiff.of("a\nb\n", "a\nb")).isEmpty();
  }

  @Test
  void of_aLineChanged_showsBothOfIt() {
    assertThat(LineDiff.of("a\nb\nc", "a\nB\nc")).containsExactly("- b", "+ B");
  }

  @Test
  void of_aLineMoved_showsWhereItWentAndCame() {
    assertThat(LineDiff.of("a\nb", "b\na")).containsExactly("- a", "+ a");
  }

  @Test
  void of_nothingBefore_showsAll() {
    assertThat(LineDiff.of("", "a\nb")).containsExactly("+ a", "+ b");
  }
}
