package dev.hushkey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.identity.CampaignId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one revocation. */
@Command(name = "show", description = "Show one revocation and how far its background work is.")
final class RevocationsShowCommand extends BaseCommand {

  @Parameters(paramLabel = "CAMPAIGN", description = "As revoke printed it.")
  private CampaignId campaign;

  @Override
  public Integer call() {
    Answer answer = api().get("/v1/revocations/" + campaign);
    result(answer, table(answer.json()));
    return ExitCode.OK;
  }

  static Table table(JsonNode campaign) {
    return Table.ofPairs(
        "campaign", campaign.path("campaign").asText(),
        "scope", campaign.path("scope").asText(),
        "reason", campaign.path("reason").asText(),
        "by", campaign.path("actor").asText(),
        "in force since", campaign.path("cutOffAt").asText(),
        "put away", campaign.path("swept").asText("0"),
        "sessions ended", campaign.path("endedSessions").asText("-"),
        "finished", campaign.path("finishedAt").asText("not yet"));
  }
}
