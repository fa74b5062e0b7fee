package dev.hushkey.cli.revocations;

import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.RevocationId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a clean-up rest. */
@Command(
    name = "pause",
    description = {
      "Let the background work of a revocation rest, until it is resumed.",
      "Only the clean-up rests, and with it log-outs: what is revoked stays revoked."
    },
    footer = {"hushkey revocations pause 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"})
final class RevocationsPauseCommand extends CellCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Override
  public Integer call() throws InterruptedException {
    String path = "/v1/revocations/" + revocation + "/pause";
    if (inCells()) {
      CellAnswers answers = askCells(api -> api.post(path, Json.MAPPER.createObjectNode()).json());
      return report(answers, CellRows.of(answers));
    }
    Answer answer = api().post(path, Json.MAPPER.createObjectNode());
    say(
        answer.json().hasNonNull("finishedAt")
            ? "The clean-up is finished; there is nothing to pause."
            : "The clean-up rests. What is revoked stays revoked. To go on: hushkey revocations"
                + " resume %s",
        revocation);
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
