package dev.hushkey.cli.keys;

import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Replaces the signing keys before their time. */
@Command(
    name = "rotate",
    description = {
      "Create a new signing key for each algorithm in use, ahead of schedule.",
      "It is published now and signs later; the old key stays published until its last token"
          + " has expired."
    })
final class KeysRotateCommand extends BaseCommand {

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "The reason, kept in the audit trail.")
  private String reason;

  @Option(
      names = "--at-once",
      description =
          "Sign with it immediately, before verifiers know it. Use this when a key has leaked.")
  private boolean atOnce;

  @Override
  public Integer call() {
    Answer answer =
        api()
            .post(
                KeysListCommand.PATH + "/rotations",
                Json.MAPPER.createObjectNode().put("reason", reason).put("atOnce", atOnce));
    result(answer, KeysListCommand.table(answer.json()));
    return ExitCode.OK;
  }
}
