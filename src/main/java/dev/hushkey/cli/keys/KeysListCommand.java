package dev.hushkey.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
import picocli.CommandLine.Command;

/** Lists the signing keys. */
@Command(
    name = "list",
    description = "List the signing keys and the state of each.",
    footer = {"hushkey keys list"})
final class KeysListCommand extends BaseCommand implements Lists {

  static final String PATH = "/v1/signing-keys";

  @Override
  public Integer call() {
    Answer answer = api().get(PATH);
    Table keys = table(answer.json());
    list(answer.body(), keys, keys);
    return ExitCode.OK;
  }

  static Table table(JsonNode answer) {
    Table table =
        new Table("KEY", "PURPOSE", "ALGORITHM", "STATE", "CREATED", "SIGNS FROM", "SIGNS UNTIL");
    for (JsonNode key : answer.path("keys")) {
      table.row(
          key.path("kid").asText(),
          key.path("purpose").asText(),
          key.path("algorithm").asText(),
          key.path("state").asText(),
          key.path("createdAt").asText(),
          key.path("signsFrom").asText(),
          key.path("signsUntil").textValue());
    }
    return table;
  }
}
