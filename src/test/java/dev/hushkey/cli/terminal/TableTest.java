package dev.hushkey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_areAsWideAsTheirWidestCell() {
    Table table = new Table("LINK", "USER").row("1", "alice").row("12345678", "bob");
    assertThat(table)
        .hasToString(
            """
            LINK      USER
            1         alice
            12345678  bob""");
  }

  @Test
  void cells_withoutAValue_areEmpty() {
    assertThat(new Table("A", "B").row(null, "x")).hasToString("A  B\n   x");
  }

  @Test
  void pairs_haveNoHeader() {
    assertThat(Table.ofPairs("link", "1", "user", "alice")).hasToString("link  1\nuser  alice");
  }

  @Test
  void controlAndDirectionCharacters_areShownAsQuestionMarks() {
    assertThat(Table.printable("a\u001b[31m\nb\u202ec")).isEqualTo("a?[31m?b?c");
  }
}
