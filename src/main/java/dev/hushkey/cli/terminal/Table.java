package dev.hushkey.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of text for people. */
public final class Table {

  private static final String GAP = "  ";

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
    rows.add(Arrays.stream(cells).map(Table::printable).toList());
    return this;
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
    return rows.stream().map(this::line).collect(Collectors.joining("\n"));
  }

  private String line(List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> pad(row.get(column), width(column)))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private int width(int column) {
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
