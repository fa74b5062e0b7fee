package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.Confirmation;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.UserId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Erases every token of a user. */
@Command(
    name = "erase",
    description = {
      "Revoke all links of a user and erase every token of theirs; done when the command returns.",
      "Asks for the user to be typed, or needs --yes without a terminal.",
      "Backups: opens no more after the next vault rotate and vault retire."
    })
final class UsersEraseCommand extends BaseCommand {

  @Parameters(paramLabel = "USER")
  private UserId user;

  @Option(names = "--reason", paramLabel = "TEXT", required = true)
  private String reason;

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  @Override
  public Integer call() {
    AdminApi api = api();
    if (!yes) {
      Confirmation confirmation = new Confirmation(surroundings());
      confirmation.requireTerminal();
      confirmation.require(
          "This erases every token of this user. There is no way back.", user.value());
    }
    ObjectNode request =
        Json.MAPPER.createObjectNode().put("user", user.value()).put("reason", reason);
    Answer answer = api.post("/v1/erasures", request);
    say("Erased %s.", user);
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
