package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Pages;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists links, page by page. */
@Command(
    name = "list",
    description = "List links; without a filter, all up to --limit.",
    footer = {
      "hushkey links list --user USER",
      "hushkey links list --assistant alexa --state needs_relink --limit 1000 --output csv"
    })
final class LinksListCommand extends BaseCommand implements Lists {

  private static final int MAX_PAGE = 1000;

  @Option(names = "--user", paramLabel = "USER", description = "Only links of this user.")
  private UserId user;

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      description = "Only links with this assistant.")
  private AssistantId assistant;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only links in this state: ${COMPLETION-CANDIDATES}.")
  private State state;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Only links that include this device.")
  private DeviceId device;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "List at most this many. Default: ${DEFAULT-VALUE}")
  private int limit;

  /** The states of a link, as the API spells them. */
  private enum State {
    ACTIVE,
    NEEDS_RELINK,
    REVOKED
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandFailure.usage("--limit must be at least 1.");
    }
    ObjectNode found = Pages.join(api(), "/v1/links", "links", limit, this::query);
    Table links = table(found.withArray("links"));
    list(found.toString(), links, found.withArray("links").isEmpty() ? "No links." : links);
    if (found.hasNonNull("next")) {
      say("There are more links. Raise --limit to see them.");
    }
    return ExitCode.OK;
  }

  private Map<String, String> query(int have, String after) {
    Map<String, String> query = new LinkedHashMap<>();
    add(query, "user", user);
    add(query, "assistant", assistant);
    add(query, "state", state);
    add(query, "device", device);
    add(query, "after", after.isEmpty() ? null : after);
    add(query, "limit", Math.min(limit - have, MAX_PAGE));
    return query;
  }

  private static void add(Map<String, String> query, String name, Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
  }

  private static Table table(ArrayNode links) {
    Table table = new Table("LINK", "USER", "ASSISTANT", "STATE", "DEVICES", "SINCE", "REASON");
    for (JsonNode link : links) {
      table.row(
          link.path("link").asText(),
          link.path("user").asText(),
          link.path("assistant").asText(),
          link.path("state").asText(),
          link.path("liveDevices").asText(),
          link.path("authorizedAt").asText(),
          link.path("reason").textValue());
    }
    return table;
  }
}
