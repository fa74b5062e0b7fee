package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.provision.VaultOptions;
import dev.hushkey.cli.revocations.RevocationsShowCommand;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import dev.hushkey.identity.AssistantId;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes everything of an assistant unreadable, in every copy. */
@Command(
    name = "shred",
    description = {
      "Revoke every link with an assistant, then destroy the key versions that seal its tokens:"
          + " no copy of them can be read any more, in the database, a backup or a thief's hands.",
      "It cannot be undone. Asks for a typed confirmation; without a terminal it needs --yes.",
      "Needs a log-in and a Vault token with the policy hushkey-shred."
    },
    footer = {"hushkey vault shred --assistant alexa --reason \"INC-42\" --vault-token-file -"})
final class VaultShredCommand extends BaseCommand {

  private static final String REVOCATIONS = "/v1/revocations";

  @Mixin private VaultOptions vault;

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      required = true,
      description = "Whose links and tokens to destroy.")
  private AssistantId assistant;

  @Mixin private ReasonOption reason;

  @Option(names = "--dry-run", description = "Only count what would be destroyed.")
  private boolean dryRun;

  @Mixin private ConfirmOption confirmation;

  @Override
  public Integer call() {
    if (!dryRun) {
      reason.require();
    }
    AdminApi api = api();
    KeyVersions versions = new KeyVersions(vault.open(this), vault.mount(), "hushkey-" + assistant);
    int latest = versions.latest();
    if (dryRun) {
      Answer extent = extent(api);
      result(
          extent, "Would destroy %s. Nothing was changed.".formatted(words(extent.json(), latest)));
      return ExitCode.OK;
    }
    confirmation.confirm(
        context(),
        place(),
        () -> "This destroys " + words(extent(api).json(), latest) + ". It cannot be undone.",
        assistant.value());
    return shred(api, versions);
  }

  private Answer extent(AdminApi api) {
    return api.post(REVOCATIONS, request().put("dryRun", true));
  }

  private String words(JsonNode extent, int latest) {
    return "the tokens of %,d links of %,d users (%s), and versions 1 to %d of the key"
        .formatted(extent.path("links").asLong(), extent.path("users").asLong(), assistant, latest);
  }

  /** Links are cut off first, so that nobody asks for tokens that can no longer be opened. */
  private int shred(AdminApi api, KeyVersions versions) {
    long start = System.nanoTime();
    Answer revocation = api.post(REVOCATIONS, request().put("reason", reason.require()));
    int first;
    try {
      first = versions.rotate();
      versions.endBefore(first);
    } catch (CommandFailure failure) {
      throw failure.and("The links are revoked, but the key is not shredded yet. Run it again.");
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    say(
        "Shredded. Nothing sealed for %s before version %d can be opened; it took %d ms.",
        assistant, first, took.toMillis());
    result(revocation, RevocationsShowCommand.table(revocation.json()));
    return ExitCode.OK;
  }

  private ObjectNode request() {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.putObject("selector").put("assistant", assistant.value());
    return request;
  }
}
