package dev.hushkey.cli.revocations;

import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
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
final class RevocationsRejectCommand extends BaseCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Mixin private ReasonOption reason;

  @Override
  public Integer call() {
    Answer answer =
        api()
            .post(
                "/v1/revocations/" + revocation + "/reject",
                Json.MAPPER.createObjectNode().put("reason", reason.require()));
    say("Rejected. Nothing was revoked.");
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
