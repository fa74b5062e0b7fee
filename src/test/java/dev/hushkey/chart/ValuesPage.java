package dev.hushkey.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chart's README: its introduction, and a table of the values from the comments of values.yaml.
 * A comment with two hashes begins a section.
 */
final class ValuesPage {

  private static final String INTRODUCTION = "/chart/introduction.md";
  private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z][A-Za-z0-9]*):(.*)$");

  /** A value with its comment; a map of others has none of its own. */
  record Described(String path, String comment, Object byDefault) {}

  /** A line of values.yaml that belongs to the page: a section, or a value. */
  private sealed interface Entry {
    record Section(String title) implements Entry {}

    record Value(Described described) implements Entry {}
  }

  private ValuesPage() {}

  static List<Described> values() {
    return entries().stream()
        .filter(Entry.Value.class::isInstance)
        .map(entry -> ((Entry.Value) entry).described())
        .toList();
  }

  static String page() {
    StringBuilder page =
        new StringBuilder(
            introduction()
                .replace("{{minimal-values.yaml}}", text(ChartVariant.MINIMAL.file()).strip()));
    for (Entry entry : entries()) {
      switch (entry) {
        case Entry.Section(String title) ->
            page.append("\n### ")
                .append(title)
                .append("\n\n| value | default | what |\n|---|---|---|\n");
        case Entry.Value(Described value) ->
            page.append(
                "| `%s` | %s | %s |%n"
                    .formatted(
                        value.path(), byDefault(value), value.comment().replace("|", "\\|")));
      }
    }
    return page.toString();
  }

  private static String byDefault(Described value) {
    String text =
        switch (value.byDefault()) {
          case String string -> string;
          case Map<?, ?> map when map.isEmpty() -> "";
          case List<?> list when list.isEmpty() -> "";
          case Object other -> flow(other);
        };
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String flow(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          "{"
              + String.join(
                  ", ",
                  map.entrySet().stream()
                      .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                      .toList())
              + "}";
      case List<?> list ->
          "[" + String.join(", ", list.stream().map(ValuesPage::flow).toList()) + "]";
      default -> value.toString();
    };
  }

  private static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    Deque<Integer> indents = new ArrayDeque<>();
    List<String> comment = new ArrayList<>();
    int inside = Integer.MAX_VALUE;
    for (String line : lines()) {
      String text = line.strip();
      int indent = line.length() - line.stripLeading().length();
      if (text.startsWith("## ")) {
        entries.add(new Entry.Section(text.substring(3)));
        comment.clear();
      } else if (text.startsWith("#")) {
        comment.add(text.substring(1).strip());
      } else if (text.isEmpty()) {
        comment.clear();
      } else {
        Matcher key = KEY.matcher(line);
        if (indent > inside || !key.matches()) {
          continue; // inside of a default that is described as a whole
        }
        while (!indents.isEmpty() && indents.peek() >= indent) {
          indents.pop();
          path.pop();
        }
        indents.push(indent);
        path.push(key.group(2));
        String full = String.join(".", path.reversed());
        inside = comment.isEmpty() ? Integer.MAX_VALUE : indent;
        if (!comment.isEmpty() || !(at(full) instanceof Map<?, ?>)) {
          entries.add(new Entry.Value(new Described(full, String.join(" ", comment), at(full))));
        }
        comment.clear();
      }
    }
    return entries;
  }

  private static Object at(String path) {
    return new Rendered(Values.defaults()).at(path);
  }

  private static List<String> lines() {
    return text(Values.FILE).lines().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String introduction() {
    try (var file = ValuesPage.class.getResourceAsStream(INTRODUCTION)) {
      return new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
