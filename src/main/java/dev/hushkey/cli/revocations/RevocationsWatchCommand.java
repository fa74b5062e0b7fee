package dev.hushkey.cli.revocations;

import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.WaitOptions;
import dev.hushkey.identity.RevocationId;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows one revocation. */
@Command(
    name = "watch",
    description = {
      "Follow the background work of a revocation until it is finished, a line for each change.",
      "It is in force all the while. Ends with code 8 when that takes longer than --wait-limit."
    },
    footer = {"hushkey revocations watch 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11"})
final class RevocationsWatchCommand extends CellCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Mixin private WaitOptions.Limit waiting;

  @Override
  public Integer call() throws InterruptedException {
    Duration limit = waiting.most();
    String path = "/v1/revocations/" + revocation;
    if (inCells()) {
      CellAnswers begunInCells = askCells(one -> one.get(path).json());
      CellAnswers answers =
          new CellSweeping(following(), revocation.toString()).finished(begunInCells, limit);
      int reported = report(answers, CellRows.of(answers));
      return CellRows.exitCode(reported, answers);
    }
    AdminApi api = api();
    Answer begun = api.get(path);
    Answer done = new Sweeping(api, context(), limit).follow(begun);
    result(done, RevocationsShowCommand.table(done.json()));
    return ExitCode.OK;
  }
}
