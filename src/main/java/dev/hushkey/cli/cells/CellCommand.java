package dev.hushkey.cli.cells;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.profile.Target;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Place;
import dev.hushkey.cli.terminal.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A command for one server, or with {@code --cells} for all cells at the same time. */
public abstract class CellCommand extends BaseCommand {

  /** Sends the same to all cells. None waits for another, and all have the same time. */
  protected final CellAnswers askCells(Function<AdminApi, JsonNode> request)
      throws InterruptedException {
    return AllCells.ask(cells(), cellsLimit(), cell -> request.apply(api(cell)));
  }

  /** What it acts on, for a question about all of them. */
  protected final List<Place> places() {
    return cells().stream()
        .map(
            cell -> {
              Place place = Target.of(cell).place();
              return new Place("cell " + cell.name() + ", " + place.name(), place.production());
            })
        .toList();
  }

  /** Asks the cells that have answered how far it is, until they are done or time is over. */
  protected final CellFollowing following() {
    return new CellFollowing(context(), cellsLimit(), this::api);
  }

  /**
   * Writes what the cells said, and which have not done it.
   *
   * @param rows of all cells, also for CSV
   * @param forPeople usually the same
   * @param finish what was typed, changed so that it is right for the missing ones; by option, with
   *     its new value
   * @return the exit code
   */
  protected final int report(
      CellAnswers answers, Table rows, Object forPeople, Map<String, String> finish) {
    ObjectNode json = answers.json();
    String command =
        FinishingCommand.of(typed(), Map.of("--cells-only", answers.missingNames()), finish);
    if (!answers.missing().isEmpty()) {
      json.put("finish", command);
    }
    list(json.toString(), rows, forPeople);
    for (CellAnswer.Missing missing : answers.missing()) {
      context().err().println(sentence(missing));
    }
    if (answers.missing().isEmpty()) {
      return ExitCode.OK;
    }
    context().err().println("To finish:\n" + command);
    return ExitCode.CELL_MISSING;
  }

  /** The same where people see the rows, and what was typed is right for the missing ones. */
  protected final int report(CellAnswers answers, Table rows) {
    return report(answers, rows, rows, Map.of());
  }

  private static String sentence(CellAnswer.Missing missing) {
    String cell = "CELL " + missing.cell().name();
    return missing.isUnknown()
        ? cell + " HAS NOT ANSWERED. " + missing.words()
        : cell + " HAS NOT DONE IT. " + missing.words();
  }
}
