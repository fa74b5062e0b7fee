package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A command that moves ciphertexts to the latest version of a key, and can wait for it. */
abstract class KeyMovingCommand extends BaseCommand {

  @ArgGroup(exclusive = true, multiplicity = "1")
  private KeySelection selection;

  @Option(names = "--wait", description = "Wait until everything has been moved.")
  private boolean wait;

  @Option(
      names = "--wait-limit",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long to wait. Default: ${DEFAULT-VALUE}")
  private int waitLimit;

  final int send(String what) throws InterruptedException {
    AdminApi api = api();
    String key = selection.transitKey();
    Answer answer =
        api.post("/v1/transit-keys/%s/%s".formatted(key, what), Json.MAPPER.createObjectNode());
    if (wait) {
      answer =
          new RewrapFollowing(api, context(), Duration.ofSeconds(waitLimit)).follow(key, answer);
    }
    JsonNode state = Json.MAPPER.createArrayNode().add(answer.json());
    result(answer, KeyTable.of(state));
    return ExitCode.OK;
  }
}
