package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.revocations.RevocationsShowCommand;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import dev.hushkey.identity.UserId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Erases every token of a user. */
@Command(
    name = "erase",
    description = {
      "Revoke all links of a user and erase all their tokens, before the command returns.",
      "Tokens that an assistant is to revoke first (upstream.revocation) are erased once it has.",
      "Asks you to type the user's id; without a terminal it needs --yes.",
      "Backups become unreadable with the next vault rotate and vault retire."
    },
    footer = {"hushkey users erase USER --reason \"asked by the customer\""})
final class UsersEraseCommand extends BaseCommand {

  @Parameters(paramLabel = "USER", description = "The user's id.")
  private UserId user;

  @Mixin private ReasonOption reason;
  @Mixin private TicketOption ticket;
  @Mixin private ConfirmOption confirmation;

  @Override
  public Integer call() {
    String why = reason.require();
    AdminApi api = api();
    confirmation.confirm(
        context(),
        place(),
        () -> "This erases every token of this user. It cannot be undone.",
        user.value());
    ObjectNode request =
        Json.MAPPER.createObjectNode().put("user", user.value()).put("reason", why);
    ticket.addTo(request);
    Answer answer = api.post("/v1/erasures", request);
    say(erased(answer), user);
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }

  private static String erased(Answer answer) {
    return answer.json().path("upstreamTokens").path("left").asLong() > 0
        ? "Ended all links of %s. What assistants revoke is erased once they have."
        : "Erased all tokens of %s.";
  }
}
