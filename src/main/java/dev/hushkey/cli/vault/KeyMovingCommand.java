package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.WaitOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;

/** A command that moves ciphertexts to the latest version of a key, and can wait for it. */
abstract class KeyMovingCommand extends BaseCommand {

  @ArgGroup(exclusive = true, multiplicity = "1")
  private KeySelection selection;

  @Mixin private WaitOptions waiting;

  final int send(String what) throws InterruptedException {
    Optional<Duration> wait = waiting.limit();
    AdminApi api = api();
    String key = selection.transitKey();
    Answer answer =
        api.post("/v1/transit-keys/%s/%s".formatted(key, what), Json.MAPPER.createObjectNode());
    if (wait.isPresent()) {
      answer = new RewrapFollowing(api, context(), wait.get()).follow(key, answer);
    }
    JsonNode state = Json.MAPPER.createArrayNode().add(answer.json());
    result(answer, KeyTable.of(state));
    return ExitCode.OK;
  }
}
