package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.terminal.Table;

/** Which tokens of a list are ours, as the API answered. */
final class LeakedTokenReport {

  private static final String MEMBER = "leakedTokens";

  private final JsonNode found;

  /** Adds to each match the line that it stands in. */
  LeakedTokenReport(LeakedTokenList list, JsonNode answer) {
    found = answer.path(MEMBER);
    for (JsonNode match : found.path("matches")) {
      ((ObjectNode) match).put("line", list.line(match.path("position").asInt()));
    }
  }

  /** The same answer, or a later one about the same revocation, with the lines. */
  ObjectNode in(JsonNode answer) {
    ObjectNode whole = answer.deepCopy();
    whole.set(MEMBER, found);
    return whole;
  }

  String summary() {
    return "%,d of %,d listed tokens %s ours, and %,d of these %s."
        .formatted(
            count("matched"),
            count("listed"),
            count("matched") == 1 ? "is" : "are",
            count("live"),
            count("live") == 1 ? "was live" : "were live");
  }

  private long count(String member) {
    return found.path(member).asLong();
  }

  /** For people; those that are not ours are not listed. */
  String table() {
    if (found.path("matches").isEmpty()) {
      return "";
    }
    Table table =
        new Table("LINE", "TOKEN", "KIND", "LIVE", "LINK ENDS", "USER", "ASSISTANT", "LINK");
    for (JsonNode match : found.path("matches")) {
      table.row(
          match.path("line").asText(),
          match.path("token").asText(),
          match.path("kind").asText(),
          yesOrNo(match.path("live")),
          yesOrNo(match.path("ends")),
          match.path("user").asText(),
          match.path("assistant").asText(),
          match.path("link").asText());
    }
    return System.lineSeparator() + System.lineSeparator() + table;
  }

  private static String yesOrNo(JsonNode value) {
    return value.asBoolean() ? "yes" : "no";
  }
}
