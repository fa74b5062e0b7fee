package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.identity.LinkId;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one link with its devices. */
@Command(
    name = "show",
    description = "Show one link with its devices; as CSV, the devices.",
    footer = {"hushkey links show 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"})
final class LinksShowCommand extends BaseCommand implements Lists {

  @Parameters(paramLabel = "LINK", description = "The link's id, as shown by links list.")
  private LinkId link;

  @Override
  public Integer call() {
    Answer answer = api().get("/v1/links/" + link);
    JsonNode detail = answer.json();
    Table devices = devices(detail.path("devices"));
    list(answer.body(), devices, summary(detail) + "\n\n" + devices);
    return ExitCode.OK;
  }

  private static Table summary(JsonNode detail) {
    JsonNode link = detail.path("link");
    return Table.ofPairs(
        "link", link.path("link").asText(),
        "user", link.path("user").asText(),
        "assistant", link.path("assistant").asText(),
        "state", link.path("state").asText(),
        "reason", link.path("reason").asText("-"),
        "linked at", link.path("authorizedAt").asText(),
        "changed at", link.path("changedAt").asText(),
        "upstream token", upstream(detail.path("upstream")));
  }

  private static String upstream(JsonNode upstream) {
    if (!upstream.path("sealed").asBoolean()) {
      return "none";
    }
    return "sealed; access token until %s; region %s, %s"
        .formatted(
            upstream.path("accessExpiresAt").asText(),
            upstream.path("region").asText(),
            upstream.path("eventEndpoint").asText());
  }

  private static Table devices(JsonNode devices) {
    Table table = new Table("DEVICE", "ACTIONS", "LIVE", "EPOCH", "GRANTED AT");
    for (JsonNode device : devices) {
      table.row(
          device.path("device").asText(),
          actions(device.path("actions")),
          device.path("live").asBoolean() ? "yes" : "no",
          device.path("epoch").asText(),
          device.path("grantedAt").asText());
    }
    return table;
  }

  private static String actions(JsonNode actions) {
    return StreamSupport.stream(actions.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(" "));
  }
}
