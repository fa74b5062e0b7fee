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
  void cells_withoutAValue_haveADash_andAreEmptyInCsv() {
    Table table = new Table("A", "SIGNS FROM").row(null, "x");
    assertThat(table).hasToString("A  SIGNS FROM\n-  x");
    assertThat(table.csv()).isEqualTo("a,signs_from\r\n,x\r\n");
  }

  /** RFC 4180 §2; a value that a spreadsheet takes for a formula is somebody's id. */
  @Test
  void csv_keepsEveryValueAsItIs() {
    assertThat(
            new Table("A", "B", "C")
                .row("a,b", "say \"no\"", "two\nlines")
                .row("=1+1", " a long text with blanks and no commas ", "\u001b[31mé")
                .csv())
        .isEqualTo(
            "a,b,c\r\n"
                + "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n"
                + "=1+1, a long text with blanks and no commas ,\u001b[31mé\r\n");
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
