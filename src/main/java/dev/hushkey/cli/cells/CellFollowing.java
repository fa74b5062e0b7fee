package dev.hushkey.cli.cells;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Cell;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Follows what cells do in the background, all at the same time. */
public final class CellFollowing {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final CommandContext context;
  private final Duration answerLimit;
  private final Function<Cell, AdminApi> apis;

  CellFollowing(CommandContext context, Duration answerLimit, Function<Cell, AdminApi> apis) {
    this.context = context;
    this.answerLimit = answerLimit;
    this.apis = apis;
  }

  /**
   * The latest that each cell has said. One that falls silent keeps what it said before.
   *
   * @param path what to ask
   * @param done whether a cell needs no more asking
   * @param words how far it is, told when that changes; empty: nothing to tell
   */
  public CellAnswers follow(
      CellAnswers begun,
      String path,
      Predicate<JsonNode> done,
      Function<JsonNode, String> words,
      Duration limit)
      throws InterruptedException {
    Map<Cell, CellAnswer> latest = new LinkedHashMap<>();
    begun.all().forEach(one -> latest.put(one.cell(), one));
    Map<Cell, String> told = new LinkedHashMap<>();
    Instant end = context.clock().instant().plus(limit);
    while (true) {
      List<Cell> open = new ArrayList<>();
      for (CellAnswer one : latest.values()) {
        if (one instanceof CellAnswer.Given given && !done.test(given.json())) {
          open.add(given.cell());
          tell(told, given.cell(), words.apply(given.json()));
        }
      }
      if (open.isEmpty() || context.clock().instant().isAfter(end)) {
        return new CellAnswers(List.copyOf(latest.values()));
      }
      context.pause().last(INTERVAL);
      for (CellAnswer now :
          AllCells.ask(open, answerLimit, cell -> apis.apply(cell).get(path).json()).all()) {
        if (now instanceof CellAnswer.Given given) {
          CellAnswer.Given before = (CellAnswer.Given) latest.get(now.cell());
          latest.put(now.cell(), new CellAnswer.Given(now.cell(), given.json(), before.took()));
        } else {
          tell(told, now.cell(), "does not answer; it is asked again");
        }
      }
    }
  }

  private void tell(Map<Cell, String> told, Cell cell, String words) {
    if (!words.isEmpty() && !words.equals(told.put(cell, words))) {
      context.err().println("  " + cell.name() + ": " + Table.printable(words));
    }
  }
}
