package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A sweep finds its rows by an index. PostgreSQL uses none for a comparison with {@code
 * clock_timestamp()}, which is another instant for each row: it reads the whole table, until a
 * statement takes longer than it may, and then nothing is deleted any more.
 */
class SweepStatementsTest {

  private static final Pattern INDEX =
      Pattern.compile("\\bindex\\s+\\w+\\s+on\\s+(\\w+)(?:\\s+using\\s+\\w+)?\\s*\\(([^;)]+)\\)");

  /** A column and the clock, on either side, in a condition; a subquery is looked at once. */
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?:\\b(?:where|and|or|on)\\b|^)[\\s(]*"
              + "(?:(?:\\w+\\.)?(\\w+)\\s*(?:<=?|>=?|\\bbetween\\b)"
              + "(?:(?!\\b(?:and|or|select)\\b)[^<>=])*?clock_timestamp\\(\\)"
              + "|clock_timestamp\\(\\)(?:(?!\\b(?:and|or|select)\\b)[^<>=])*?(?:<=?|>=?)\\s*"
              + "(?:\\w+\\.)?(\\w+))");

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

  /** Also where it is not the first condition, and in a fragment that does not name its table. */
  @Test
  void statementThatComparesAnIndexedInstant_comparesWithThatOfTheStatement() {
    Map<String, Set<String>> indexed = indexedColumns();

    assertThat(
            SqlInSources.ofHushkey().stream()
                .flatMap(source -> SqlInSources.literals(source.text()).stream())
                .flatMap(sql -> scans(sql, indexed)))
        .isEmpty();
  }

  @Test
  void scan_isFound_whereverItsConditionStands() {
    Map<String, Set<String>> indexed = indexedColumns();

    assertThat(indexed.get("log_out")).contains("revocation_id", "try_at");
    assertThat(
            Stream.of(
                """
                select user_id from log_out
                 where revocation_id = $1 and given_up_at is null and try_at <= clock_timestamp()
                """,
                "delete from dpop_proof p where p.expires_at < clock_timestamp() - interval '1 s'",
                "select 1 from cut_off c where (c.at > greatest($1, clock_timestamp() - $2))",
                "update errand set tries = 0 where clock_timestamp() >= try_at",
                "used_at is null and expires_at > clock_timestamp()"))
        .allMatch(sql -> scans(sql, indexed).count() == 1);
    assertThat(
            Stream.of(
                "update log_out set try_at = clock_timestamp() where user_id = $1",
                "select expires_at <= clock_timestamp() as over from dpop_proof where jti = $1",
                "update drill set failure = $1 where lease_until <= clock_timestamp()",
                "select 1 from cut_off where at > (select clock_timestamp() - $1)"))
        .allMatch(sql -> scans(sql, indexed).findAny().isEmpty());
  }

  /** By their table, those that an index has. */
  private static Map<String, Set<String>> indexedColumns() {
    Map<String, Set<String>> columns = new HashMap<>();
    Migrations.find(INDEX)
        .forEach(
            index ->
                columns
                    .computeIfAbsent(index.group(1), _ -> new HashSet<>())
                    .addAll(List.of(index.group(2).split("\\W+"))));
    return columns;
  }

  /** The conditions of a statement that keep it from an index of the tables that it names. */
  private static Stream<String> scans(String sql, Map<String, Set<String>> indexed) {
    List<String> named =
        indexed.keySet().stream()
            .filter(table -> Pattern.compile("\\b" + table + "\\b").matcher(sql).find())
            .toList();
    Set<String> columns =
        (named.isEmpty() ? indexed.keySet() : named)
            .stream().flatMap(table -> indexed.get(table).stream()).collect(Collectors.toSet());
    return CONDITION
        .matcher(sql)
        .results()
        .filter(
            condition ->
                columns.contains(
                    condition.group(1) != null ? condition.group(1) : condition.group(2)))
        .map(condition -> condition.group() + " in " + sql);
  }
}
