package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.AssistantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets Vault up for Hushkey. */
@Command(
    name = "provision",
    description = {
      "Set up Vault for Hushkey: Transit, a key per assistant, policies, AppRoles.",
      "Compares first and writes only what differs, so repeating it is safe.",
      "Needs a token with the policy hushkey-provision."
    },
    footer = {
      "",
      "Signs: = up to date, + missing, ~ different, ! in conflict and cannot be changed.",
      "",
      "Example:",
      "  hushkey vault provision --assistants alexa,google --vault-token-file - --dry-run"
    })
public final class VaultProvisionCommand extends BaseCommand {

  @Mixin private VaultOptions vault;

  @Option(
      names = "--assistants",
      paramLabel = "ASSISTANT",
      split = ",",
      required = true,
      description = "All assistants of this installation, by their ids in the configuration.")
  private List<AssistantId> assistants;

  @Option(
      names = "--rotate-every",
      paramLabel = "DAYS",
      description = "Let Vault rotate each key after this many days; 0 means never.")
  private Optional<Integer> rotateEvery = Optional.empty();

  @Option(names = "--dry-run", description = "Only show what differs.")
  private boolean dryRun;

  @Override
  public Integer call() {
    VaultProvisioning provisioning = provisioning();
    List<VaultChange> changes = dryRun ? provisioning.compare() : provisioning.apply();
    JsonNode json = Json.MAPPER.createObjectNode().set("changes", Json.MAPPER.valueToTree(changes));
    result(json.toString(), words(changes));
    return changes.stream().anyMatch(change -> change.kind() == VaultChange.Kind.CONFLICT)
        ? ExitCode.UNEXPECTED
        : ExitCode.OK;
  }

  private VaultProvisioning provisioning() {
    try {
      return new VaultProvisioning(
          vault.open(this),
          assistants.stream().map(AssistantId::value).toList(),
          vault.mount(),
          rotateEvery.map(Duration::ofDays));
    } catch (IllegalArgumentException refused) {
      throw CommandFailure.usage("--assistants: " + refused.getMessage());
    }
  }

  private String words(List<VaultChange> changes) {
    long toDo = changes.stream().filter(VaultChange::isToDo).count();
    String last = dryRun ? "%d to change. Nothing was changed." : "%d changed.";
    return changes.stream().map(VaultChange::toString).collect(Collectors.joining("\n"))
        + "\n"
        + last.formatted(toDo);
  }
}
