package dev.hushkey.cli.cells;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Cell;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.time.Duration;

/** What one cell said. */
public sealed interface CellAnswer {

  Cell cell();

  /**
   * It did what it was asked for.
   *
   * @param json its answer
   * @param took from the request to the answer
   */
  record Given(Cell cell, JsonNode json, Duration took) implements CellAnswer {}

  /** It refused, or did not answer. */
  record Missing(Cell cell, CommandFailure why) implements CellAnswer {

    /** Whether it may have done it all the same. */
    boolean isUnknown() {
      return why.exitCode() == ExitCode.UNAVAILABLE || why.exitCode() == ExitCode.UNEXPECTED;
    }

    /** Why, for people: one line and what to do. */
    String words() {
      return why.exitCode() == ExitCode.NOT_LOGGED_IN
          ? why.getMessage() + " --profile " + cell.profile().name()
          : why.getMessage();
    }
  }
}
