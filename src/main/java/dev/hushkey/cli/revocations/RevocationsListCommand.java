package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Pages;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists revocations, page by page. */
@Command(
    name = "list",
    description = "List revocations, the newest first.",
    footer = {
      "hushkey revocations list --unfinished",
      "hushkey revocations list --limit 1000 --output csv"
    })
final class RevocationsListCommand extends BaseCommand implements Lists {

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
  public Integer call() {
    if (limit < 1) {
      throw CommandFailure.usage("--limit must be at least 1.");
    }
    ObjectNode found = Pages.join(api(), "/v1/revocations", "revocations", limit, this::query);
    ArrayNode revocations = found.withArray("revocations");
    Table rows = table(revocations);
    list(found.toString(), rows, revocations.isEmpty() ? "No revocations." : rows);
    if (found.hasNonNull("next")) {
      say("There are more revocations. Raise --limit to see them.");
    }
    return ExitCode.OK;
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
    for (JsonNode one : revocations) {
      table.row(
          one.path("revocation").asText(),
          one.path("inForceSince").asText("NOT IN FORCE"),
          RevocationWords.state(one),
          RevocationWords.cleanedUp(one),
          one.path("actor").asText(),
          one.path("ticket").textValue(),
          one.path("ends").asText());
    }
    return table;
  }
}
