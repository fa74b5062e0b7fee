package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.cells.CellAnswer;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;

/** One revocation in all cells, a row for each. */
public final class CellRows {

  private CellRows() {}

  /** Where it is in force, since when, and of how many links. */
  public static Table of(CellAnswers answers) {
    Table table =
        new Table(
            "CELL", "IN FORCE SINCE", "TOOK MS", "LINKS", "STATE", "CLEANED UP", "REVOCATION");
    for (CellAnswer one : answers.all()) {
      String cell = one.cell().name();
      switch (one) {
        case CellAnswer.Given given -> table.row(row(cell, given));
        case CellAnswer.Missing missing ->
            table.row(cell, missing(missing), null, null, null, null, null);
      }
    }
    return table;
  }

  private static String missing(CellAnswer.Missing missing) {
    return missing.why().exitCode() == ExitCode.UNAVAILABLE ? "NO ANSWER" : "REFUSED";
  }

  private static String[] row(String cell, CellAnswer.Given given) {
    JsonNode revocation = given.json();
    return new String[] {
      cell,
      revocation.path("inForceSince").asText("NOT IN FORCE"),
      Long.toString(given.took().toMillis()),
      links(revocation),
      RevocationWords.state(revocation),
      revocation.path("swept").asText(null),
      revocation.path("revocation").asText()
    };
  }

  /** Known once the clean-up has begun. */
  private static String links(JsonNode revocation) {
    return revocation.path("links").asText(revocation.path("toSweep").asText(null));
  }

  /** Whether it is waited for in any of the cells that have answered. */
  public static boolean isAwaited(CellAnswers answers) {
    return answers.given().stream().anyMatch(one -> RevocationWords.awaitsApproval(one.json()));
  }

  /** Whether there is more to come in the background. */
  static boolean isOver(JsonNode revocation) {
    return revocation.hasNonNull("finishedAt")
        || revocation.hasNonNull("askedAt") && !RevocationWords.awaitsApproval(revocation);
  }

  /** The code of a command that has been waiting: what is worse counts. */
  public static int exitCode(int reported, CellAnswers answers) {
    if (reported != ExitCode.OK) {
      return reported;
    }
    if (isAwaited(answers)) {
      return ExitCode.AWAITS_APPROVAL;
    }
    return answers.given().stream().allMatch(one -> isOver(one.json()))
        ? ExitCode.OK
        : ExitCode.WAIT_TIMED_OUT;
  }
}
