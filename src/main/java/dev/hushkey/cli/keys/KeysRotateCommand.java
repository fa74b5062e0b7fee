package dev.hushkey.cli.keys;

import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replaces the signing keys before their time. */
@Command(
    name = "rotate",
    description = {
      "Create a new signing key for each purpose and algorithm in use, ahead of schedule.",
      "It is published now and signs later; the old key stays published until its last token"
          + " has expired."
    },
    footer = {"hushkey keys rotate --reason \"yearly\""})
final class KeysRotateCommand extends BaseCommand {

  @Mixin private ReasonOption reason;

  @Option(
      names = "--at-once",
      description =
          "Sign with it immediately, before verifiers know it. For a key that has leaked, use keys"
              + " withdraw.")
  private boolean atOnce;

  @Override
  public Integer call() {
    String why = reason.require();
    Answer answer =
        api()
            .post(
                KeysListCommand.PATH + "/rotations",
                Json.MAPPER.createObjectNode().put("reason", why).put("atOnce", atOnce));
    result(answer, KeysListCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
