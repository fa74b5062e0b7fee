package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.revocations.RevocationWords;
import dev.hushkey.cli.terminal.Table;
import java.time.Duration;
import java.util.Locale;

/** How the links of a dry run are made up, for people. */
final class DryRunReport {

  private static final String NL = System.lineSeparator();

  private final JsonNode breakdown;

  private DryRunReport(JsonNode breakdown) {
    this.breakdown = breakdown;
  }

  /** Below the sentence; nothing where there is nothing to tell. */
  static String of(JsonNode answer) {
    JsonNode breakdown = answer.path("breakdown");
    return breakdown.path("assistants").isEmpty() ? "" : new DryRunReport(breakdown).text();
  }

  private String text() {
    return NL + NL + estimate() + NL + NL + counts() + NL + NL + sample();
  }

  private String estimate() {
    JsonNode estimate = breakdown.path("estimate");
    return String.format(
        Locale.ROOT,
        "Clean-up: about %s; %s; %,d users to log out with --end-sessions.",
        words(estimate.path("cleanUpSeconds")),
        calls(estimate),
        estimate.path("logOuts").asLong());
  }

  private static String calls(JsonNode estimate) {
    long calls = estimate.path("assistantCalls").asLong();
    return calls == 0
        ? "no calls to assistants"
        : String.format(
            Locale.ROOT,
            "up to %,d calls to assistants, in about %s",
            calls,
            words(estimate.path("assistantSeconds")));
  }

  private static String words(JsonNode seconds) {
    return RevocationWords.words(Duration.ofSeconds(seconds.asLong()));
  }

  private Table counts() {
    Table table = new Table("LINKS", "BY", "");
    breakdown.path("assistants").forEach(one -> row(table, one, "assistant", "assistant"));
    breakdown.path("states").forEach(one -> row(table, one, "state", "state"));
    String before = "";
    for (JsonNode one : breakdown.path("ages")) {
      String days = one.path("days").asText("");
      table.row(number(one), "authorized", age(before, days));
      before = days;
    }
    return table;
  }

  private static void row(Table table, JsonNode one, String by, String member) {
    table.row(number(one), by, one.path(member).asText());
  }

  private static String number(JsonNode one) {
    return String.format(Locale.ROOT, "%,d", one.path("links").asLong());
  }

  private static String age(String from, String to) {
    if (from.isEmpty()) {
      return "less than " + to + " day ago";
    }
    return to.isEmpty() ? from + " days ago or more" : from + " to " + to + " days ago";
  }

  private Table sample() {
    Table table = new Table("FOR EXAMPLE LINK", "USER", "ASSISTANT", "STATE", "AUTHORIZED");
    breakdown
        .path("sample")
        .forEach(
            one ->
                table.row(
                    one.path("link").asText(),
                    one.path("user").asText(),
                    one.path("assistant").asText(),
                    one.path("state").asText(),
                    one.path("authorizedAt").asText()));
    return table;
  }
}
