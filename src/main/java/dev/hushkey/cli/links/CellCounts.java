package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.cells.CellAnswer;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.terminal.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What cells have counted, for people. */
final class CellCounts {

  private static final String NL = System.lineSeparator();

  private final CellAnswers answers;
  private final Optional<LeakedTokenList> list;

  CellCounts(CellAnswers answers, Optional<LeakedTokenList> list) {
    this.answers = answers;
    this.list = list;
  }

  /** How much, of whom and where; a user lives in one cell, so users add up. */
  String words() {
    long links = answers.sum("links");
    long users = answers.sum("users");
    return "%s of %s in %s%s"
        .formatted(
            counted(links, "link"),
            counted(users, "user"),
            counted(answers.given().size(), "cell"),
            ends().map(ends -> " (" + ends + ")").orElse(""));
  }

  private Optional<String> ends() {
    return answers.given().stream()
        .map(one -> Table.printable(one.json().path("ends").asText()))
        .findFirst();
  }

  private static String counted(long number, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  /** What to know before typing the word. */
  String consequence() {
    return "This revokes %s, immediately and permanently.%s%n%n%s%s%n"
        .formatted(words(), unanswered(), withSum(), tokens());
  }

  private String unanswered() {
    return answers.missing().stream()
        .map(
            one ->
                "%nCELL %s HAS NOT COUNTED; it is asked to revoke all the same. %s"
                    .formatted(one.cell().name(), one.why().getMessage()))
        .collect(Collectors.joining());
  }

  /** A row for each cell, and the sum. */
  Table withSum() {
    return rows()
        .row("all", Long.toString(answers.sum("links")), Long.toString(answers.sum("users")));
  }

  /** A row for each cell. */
  Table rows() {
    Table table = new Table("CELL", "LINKS", "USERS");
    for (CellAnswer one : answers.all()) {
      String cell = one.cell().name();
      switch (one) {
        case CellAnswer.Given given ->
            table.row(cell, number(given.json(), "links"), number(given.json(), "users"));
        case CellAnswer.Missing _ -> table.row(cell, null, null);
      }
    }
    return table;
  }

  private static String number(JsonNode json, String member) {
    return json.path(member).asText();
  }

  /** Where it has come into force. */
  String places() {
    List<String> inForce =
        answers.given().stream()
            .filter(one -> one.json().hasNonNull("inForceSince"))
            .map(one -> one.cell().name())
            .toList();
    int all = answers.all().size();
    return inForce.isEmpty()
        ? "in force in none of %d cells".formatted(all)
        : "in force in %d of %d cells (%s)"
            .formatted(inForce.size(), all, String.join(", ", inForce));
  }

  /** Which of the listed tokens are whose, cell by cell; empty where none are listed. */
  String tokens() {
    return list.map(
            tokens ->
                answers.given().stream()
                    .filter(one -> one.json().has("leakedTokens"))
                    .map(one -> NL + NL + tokens(tokens, one))
                    .collect(Collectors.joining()))
        .orElse("");
  }

  private static String tokens(LeakedTokenList list, CellAnswer.Given one) {
    LeakedTokenReport report = new LeakedTokenReport(list, one.json());
    return "cell %s: %s%s".formatted(one.cell().name(), report.summary(), report.table());
  }
}
