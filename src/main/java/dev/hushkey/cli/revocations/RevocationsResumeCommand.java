package dev.hushkey.cli.revocations;

import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.RevocationId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a clean-up go on. */
@Command(
    name = "resume",
    description = {"Go on with the background work of a revocation that was paused."},
    footer = {"hushkey revocations resume 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"})
final class RevocationsResumeCommand extends CellCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Override
  public Integer call() throws InterruptedException {
    String path = "/v1/revocations/" + revocation + "/resume";
    if (inCells()) {
      CellAnswers answers = askCells(api -> api.post(path, Json.MAPPER.createObjectNode()).json());
      return report(answers, CellRows.of(answers));
    }
    Answer answer = api().post(path, Json.MAPPER.createObjectNode());
    say(
        answer.json().hasNonNull("finishedAt")
            ? "The clean-up is finished."
            : "The clean-up goes on. To follow it: hushkey revocations watch %s",
        revocation);
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
