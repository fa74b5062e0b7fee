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
      "Make a new signing key for each algorithm in use, whatever the schedule says.",
      "It is published now and signs later; the old one verifies until its last token runs out."
    })
final class KeysRotateCommand extends BaseCommand {

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why. Goes on record.")
  private String reason;

  @Option(
      names = "--at-once",
      description = "Sign with it now, before verifiers know it: for a key that has leaked.")
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
