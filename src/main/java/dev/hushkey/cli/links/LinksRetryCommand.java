package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tries links again that the assistant refused. */
@Command(
    name = "retry",
    description =
        "Try links again that the assistant refused, after a mistake has been put right. Each is"
            + " refreshed at its next hand-out; one that is refused once more is marked again.",
    footer = {"hushkey links retry --assistant alexa"})
final class LinksRetryCommand extends BaseCommand {

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      required = true,
      description = "The assistant.")
  private AssistantId assistant;

  @Option(names = "--link", paramLabel = "LINK", description = "Only this link.")
  private LinkId link;

  @Override
  public Integer call() {
    ObjectNode request = Json.MAPPER.createObjectNode().put("assistant", assistant.value());
    if (link != null) {
      request.put("link", link.toString());
    }
    Answer answer = api().post("/v1/links/retries", request);
    long links = answer.json().path("links").asLong();
    result(answer, "%,d link%s will be tried again.".formatted(links, links == 1 ? "" : "s"));
    return ExitCode.OK;
  }
}
