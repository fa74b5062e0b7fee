package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import dev.hushkey.identity.RevocationId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Rejects what an admin asked for. */
@Command(
    name = "reject",
    description =
        "Reject a revocation that waits for approval, or take your own back: nothing is revoked.",
    footer = {
      "hushkey revocations reject 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11 --reason \"a mistake\""
    })
final class RevocationsRejectCommand extends CellCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Mixin private ReasonOption reason;

  @Override
  public Integer call() throws InterruptedException {
    String path = "/v1/revocations/" + revocation + "/reject";
    ObjectNode body = Json.MAPPER.createObjectNode().put("reason", reason.require());
    if (inCells()) {
      CellAnswers answers = askCells(api -> api.post(path, body).json());
      return report(answers, CellRows.of(answers));
    }
    Answer answer = api().post(path, body);
    say("Rejected. Nothing was revoked.");
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
