package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A sweep finds its rows by an index. PostgreSQL uses none for a comparison with {@code
 * clock_timestamp()}, which is another instant for each row: it reads the whole table, until a
 * statement takes longer than it may, and then nothing is deleted any more.
 */
class SweepStatementsTest {

  @Test
  void statementThatDeletesInChunks_comparesWithTheInstantOfTheStatement() {
    List<String> sweeps =
        SqlInSources.ofHushkey().stream()
            .flatMap(source -> SqlInSources.literals(source.text()).stream())
            .filter(sql -> sql.contains("delete from") && sql.contains("_timestamp()"))
            .filter(sql -> sql.matches("(?s).*limit (\\$1|%d).*skip locked.*"))
            .toList();

    assertThat(sweeps).hasSizeGreaterThan(8);
    assertThat(sweeps).allMatch(sql -> !sql.contains("clock_timestamp()"));
  }

  @Test
  void statementWhoseFirstConditionIsAnInstant_comparesWithThatOfTheStatement() {
    assertThat(
            SqlInSources.ofHushkey().stream()
                .flatMap(source -> SqlInSources.literals(source.text()).stream())
                .filter(sql -> sql.matches("(?s).*where \\S+_at <=? clock_timestamp\\(\\).*")))
        .isEmpty();
  }
}
