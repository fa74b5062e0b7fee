package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.cells.CellAnswer;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Pages;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists revocations, page by page. */
@Command(
    name = "list",
    description = "List revocations, the newest first.",
    footer = {
      "hushkey revocations list --unfinished",
      "hushkey revocations list --cells live",
      "hushkey revocations list --limit 1000 --output csv"
    })
final class RevocationsListCommand extends CellCommand implements Lists {

  private static final int MAX_PAGE = 100;

  @Option(names = "--unfinished", description = "Only those whose background work is not done.")
  private boolean unfinished;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "List at most this many. Default: ${DEFAULT-VALUE}")
  private int limit;

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw CommandFailure.usage("--limit must be at least 1.");
    }
    if (inCells()) {
      return listCells();
    }
    ObjectNode found = found(api());
    ArrayNode revocations = found.withArray("revocations");
    Table rows = table(revocations);
    list(found.toString(), rows, revocations.isEmpty() ? "No revocations." : rows);
    if (found.hasNonNull("next")) {
      say("There are more revocations. Raise --limit to see them.");
    }
    return ExitCode.OK;
  }

  private ObjectNode found(AdminApi api) {
    return Pages.join(api, "/v1/revocations", "revocations", limit, this::query);
  }

  private int listCells() throws InterruptedException {
    CellAnswers answers = askCells(this::found);
    Table rows =
        new Table(
            "CELL", "REVOCATION", "IN FORCE SINCE", "STATE", "CLEANED UP", "BY", "TICKET", "ENDS");
    for (CellAnswer.Given one : answers.given()) {
      one.json()
          .path("revocations")
          .forEach(
              each ->
                  rows.row(
                      Stream.concat(Stream.of(one.cell().name()), Arrays.stream(row(each)))
                          .toArray(String[]::new)));
    }
    return report(answers, rows);
  }

  private Map<String, String> query(int have, String after) {
    Map<String, String> query = new LinkedHashMap<>();
    if (unfinished) {
      query.put("unfinished", "true");
    }
    if (!after.isEmpty()) {
      query.put("after", after);
    }
    query.put("limit", Integer.toString(Math.min(limit - have, MAX_PAGE)));
    return query;
  }

  private static Table table(ArrayNode revocations) {
    Table table =
        new Table("REVOCATION", "IN FORCE SINCE", "STATE", "CLEANED UP", "BY", "TICKET", "ENDS");
    revocations.forEach(one -> table.row(row(one)));
    return table;
  }

  private static String[] row(JsonNode one) {
    return new String[] {
      one.path("revocation").asText(),
      one.path("inForceSince").asText("NOT IN FORCE"),
      RevocationWords.state(one),
      RevocationWords.cleanedUp(one),
      one.path("actor").asText(),
      one.path("ticket").textValue(),
      one.path("ends").asText()
    };
  }
}
