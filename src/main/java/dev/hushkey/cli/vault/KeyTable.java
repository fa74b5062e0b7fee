package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;

/** Formats keys as a table. */
final class KeyTable {

  private KeyTable() {}

  static String of(JsonNode keys) {
    List<String> lines = new ArrayList<>();
    keys.forEach(key -> lines.addAll(lines(key)));
    return String.join("\n", lines);
  }

  /** A row for each version. */
  static Table rows(JsonNode keys) {
    Table table = new Table("KEY", "VERSION", "SINCE", "IN USE", "OPENS", "SEALS");
    for (JsonNode key : keys) {
      for (JsonNode version : key.path("versions")) {
        int number = version.path("version").asInt();
        table.row(
            key.path("key").asText(),
            Integer.toString(number),
            version.path("madeAt").asText(),
            version.path("living").asText(),
            number < key.path("oldestThatOpens").asInt() ? "no" : "yes",
            number == key.path("latestVersion").asInt() ? "yes" : "no");
      }
    }
    return table;
  }

  private static List<String> lines(JsonNode key) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  seals with version %d%s"
            .formatted(
                Table.printable(key.path("key").asText()),
                key.path("latestVersion").asInt(),
                rewrap(key.path("rewrap"))));
    key.path("versions").forEach(version -> lines.add(line(version, key)));
    return lines;
  }

  private static String line(JsonNode version, JsonNode key) {
    int number = version.path("version").asInt();
    return "  version %-4d since %s  %,d in use%s"
        .formatted(
            number,
            Table.printable(version.path("madeAt").asText()),
            version.path("living").asLong(),
            number < key.path("oldestThatOpens").asInt() ? ", no longer opens" : "");
  }

  private static String rewrap(JsonNode progress) {
    if (progress.isMissingNode() || progress.isNull()) {
      return "";
    }
    String state = progress.has("finishedAt") ? "done" : "in progress";
    long refused = progress.path("refused").asLong();
    return ", rewrap to version %d %s: %,d moved%s"
        .formatted(
            progress.path("targetVersion").asInt(),
            state,
            progress.path("rewrapped").asLong(),
            refused == 0 ? "" : ", %,d REFUSED (see the log)".formatted(refused));
  }
}
