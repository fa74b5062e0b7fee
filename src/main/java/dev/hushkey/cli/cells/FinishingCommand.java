package dev.hushkey.cli.cells;

import dev.hushkey.cli.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line that does for some cells what the one before did for the others. */
final class FinishingCommand {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private FinishingCommand() {}

  /**
   * What was typed, with other values.
   *
   * @param changed options with their new values; one that was not typed is added, one whose new
   *     value is empty is left out
   */
  @SafeVarargs
  static String of(List<String> typed, Map<String, String>... changed) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map<String, String> some : changed) {
      values.putAll(some);
    }
    List<String> words = new ArrayList<>(List.of("hushkey"));
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      String option = word.split("=", 2)[0];
      if (!values.containsKey(option)) {
        words.add(word);
      } else if (!word.contains("=")) {
        i++; // its value
      }
    }
    values.forEach(
        (option, value) -> {
          if (!value.isEmpty()) {
            words.add(option);
            words.add(value);
          }
        });
    return words.stream().map(FinishingCommand::quoted).collect(Collectors.joining(" "));
  }

  /** As a POSIX shell reads it. */
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches()
        ? word
        : "'" + Table.printable(word).replace("'", "'\\''") + "'";
  }
}
