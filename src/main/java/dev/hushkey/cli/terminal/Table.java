package dev.hushkey.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows and columns of text. A value that is absent is null. */
public final class Table {

  private static final String GAP = "  ";
  private static final String ABSENT = "-";

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    row(header);
  }

  /** Label and value, one pair a line, without a header. */
  public static Table ofPairs(String... labelsAndValues) {
    Table table = new Table();
    table.rows.clear();
    for (int i = 0; i < labelsAndValues.length; i += 2) {
      table.row(labelsAndValues[i], labelsAndValues[i + 1]);
    }
    return table;
  }

  public Table row(String... cells) {
    // a list that takes null
    rows.add(Arrays.asList(cells.clone()));
    return this;
  }

  /** The rows with a header that programs like: {@code SIGNS FROM} is {@code signs_from}. */
  public String csv() {
    List<List<String>> all = new ArrayList<>(rows);
    all.set(
        0,
        rows.getFirst().stream()
            .map(title -> title.toLowerCase(Locale.ROOT).replace(' ', '_'))
            .toList());
    return Csv.of(all);
  }

  /** Absent values are empty. Control characters are shown as question marks. */
  public static String printable(String text) {
    if (text == null) {
      return "";
    }
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Override
  public String toString() {
    List<List<String>> shown =
        rows.stream().map(row -> row.stream().map(Table::shown).toList()).toList();
    return shown.stream().map(row -> line(shown, row)).collect(Collectors.joining("\n"));
  }

  private static String shown(String cell) {
    return cell == null ? ABSENT : printable(cell);
  }

  private static String line(List<List<String>> rows, List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> pad(row.get(column), width(rows, column)))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> length(row.get(column)))
        .max()
        .orElse(0);
  }

  private static String pad(String cell, int width) {
    return cell + " ".repeat(width - length(cell));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
