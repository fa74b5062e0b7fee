package dev.hushkey.cli.vault;

import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** Shows the keys. */
@Command(
    name = "keys",
    description = "Show each key's versions, the ciphertexts sealed with each, and the rewrap.")
final class VaultKeysCommand extends BaseCommand {

  @Override
  public Integer call() {
    Answer answer = api().get("/v1/transit-keys");
    result(answer, KeyTable.of(answer.json().path("keys")));
    return ExitCode.OK;
  }
}
