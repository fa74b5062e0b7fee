package dev.hushkey.cli.revocations;

import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
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
final class RevocationsWatchCommand extends BaseCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Mixin private WaitOptions.Limit waiting;

  @Override
  public Integer call() throws InterruptedException {
    Duration limit = waiting.most();
    AdminApi api = api();
    Answer begun = api.get("/v1/revocations/" + revocation);
    Answer done = new Sweeping(api, context(), limit).follow(begun);
    result(done, RevocationsShowCommand.table(done.json()));
    return ExitCode.OK;
  }
}
