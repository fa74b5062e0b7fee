package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.identity.RevocationId;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Approves what another admin asked for. */
@Command(
    name = "approve",
    description = {
      "Approve a revocation that another admin has asked for: it is in force when the command"
          + " returns.",
      "Nobody approves their own. Asks you to type a word to confirm; without a terminal it needs"
          + " --yes."
    },
    footer = {"hushkey revocations approve 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"})
final class RevocationsApproveCommand extends CellCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Mixin private ConfirmOption confirmation;

  @Override
  public Integer call() throws InterruptedException {
    String path = "/v1/revocations/" + revocation;
    if (inCells()) {
      return approveInCells(path);
    }
    AdminApi api = api();
    confirmation.confirm(context(), place(), () -> consequence(api.get(path).json()), "approve");
    Answer answer = api.post(path + "/approve", Json.MAPPER.createObjectNode());
    say(
        "Approved. Revoked %s. In force since %s.",
        answer.json().path("ends").asText(), answer.json().path("inForceSince").asText());
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }

  private int approveInCells(String path) throws InterruptedException {
    CellAnswers asked = askCells(api -> api.get(path).json());
    confirmation.confirm(context(), places(), () -> consequences(asked), "approve");
    CellAnswers answers =
        askCells(
            api -> {
              JsonNode now = api.get(path).json();
              return now.hasNonNull("inForceSince")
                  ? now
                  : api.post(path + "/approve", Json.MAPPER.createObjectNode()).json();
            });
    return report(answers, CellRows.of(answers));
  }

  private static String consequences(CellAnswers asked) {
    return asked.given().stream()
        .map(one -> "In cell " + one.cell().name() + ": " + consequence(one.json()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String consequence(JsonNode asked) {
    return Table.printable(
        "%s has asked for it at %s: \"%s\". This revokes %s (%,d links), immediately and permanently."
            .formatted(
                asked.path("actor").asText(),
                asked.path("askedAt").asText(),
                asked.path("reason").asText(),
                asked.path("ends").asText(),
                asked.path("links").asLong()));
  }
}
