package dev.hushkey.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Withdraws signing keys that have leaked. */
@Command(
    name = "withdraw",
    description = {
      "Withdraw signing keys that have leaked: nothing that they signed counts any more, and their"
          + " private halves are erased. A new key signs at once in place of one that was signing;"
          + " assistants refresh their tokens.",
      "It cannot be undone. Asks you to type the word withdraw; without a terminal it needs --yes.",
      "Who keeps the JWKS accepts a key until that copy is out of date: 5 minutes for access-tokens,"
          + " 1 minute for exchanged-tokens."
    },
    footer = {"hushkey keys withdraw KEY --reason \"INC-42: it leaked\""})
final class KeysWithdrawCommand extends BaseCommand {

  private static final String WORD = "withdraw";

  @Parameters(
      paramLabel = "KEY",
      arity = "1..*",
      description = "The ids of the keys, as keys list shows them.")
  private List<String> keys;

  @Mixin private ReasonOption reason;
  @Mixin private ConfirmOption confirmation;

  @Override
  public Integer call() {
    String why = reason.require();
    Set<String> each = new LinkedHashSet<>(keys);
    AdminApi api = api();
    confirmation.confirm(
        context(),
        place(),
        () ->
            "This ends every token signed by %s. It cannot be undone."
                .formatted(each.size() == 1 ? "this key" : "these %d keys".formatted(each.size())),
        WORD);
    Answer answer = null;
    for (String key : each) {
      answer = withdraw(api, key, why);
      say("Withdrawn: %s", key);
    }
    warnOfMissingKeys(answer.json());
    result(answer, KeysListCommand.table(answer.json()));
    return ExitCode.OK;
  }

  private static Answer withdraw(AdminApi api, String key, String why) {
    try {
      return api.post(
          KeysListCommand.PATH + "/withdrawals",
          Json.MAPPER.createObjectNode().put("kid", key).put("reason", why));
    } catch (CommandFailure failure) {
      throw failure.exitCode() == ExitCode.UNAVAILABLE
          ? failure.and("It may or may not have taken effect. Run it again: repeating it is safe.")
          : failure;
    }
  }

  /** While Vault is unavailable, a key can be withdrawn but none can be made. */
  private void warnOfMissingKeys(JsonNode answer) {
    Set<String> signed = new LinkedHashSet<>();
    Set<String> signing = new LinkedHashSet<>();
    for (JsonNode key : answer.path("keys")) {
      String use = key.path("purpose").asText() + " by " + key.path("algorithm").asText();
      signed.add(use);
      if (key.path("state").asText().equals("signing")) {
        signing.add(use);
      }
    }
    signed.removeAll(signing);
    signed.forEach(
        use -> say("No key signs %s now. One is made as soon as Vault is available.", use));
  }
}
