package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import picocli.CommandLine.Command;

/** Shows the keys. */
@Command(
    name = "keys",
    description = "Show each key's versions, the ciphertexts sealed with each, and the rewrap.",
    footer = {"hushkey vault keys"})
final class VaultKeysCommand extends BaseCommand implements Lists {

  @Override
  public Integer call() {
    Answer answer = api().get("/v1/transit-keys");
    JsonNode keys = answer.json().path("keys");
    list(answer.body(), KeyTable.rows(keys), KeyTable.of(keys));
    return ExitCode.OK;
  }
}
