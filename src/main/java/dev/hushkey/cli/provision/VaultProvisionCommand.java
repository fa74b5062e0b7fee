package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
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
      "Set up Vault for Hushkey: Transit, a key per assistant, policies, machine accounts.",
      "Compares first and writes only what differs, so repeating it is safe.",
      "Needs a token with the policy hushkey-provision; hushkey-inspect is enough for --dry-run.",
      "Signs: = up to date, + missing, ~ different, ! in conflict and cannot be changed, · set,"
          + " but this command was not told what it should be: left as it is.",
      "It ends with "
          + ExitCode.DIFFERENT
          + " when --dry-run found something other than =, or ! or · remain."
    },
    footer = {"hushkey vault provision --assistants alexa,google --vault-token-file - --dry-run"})
public final class VaultProvisionCommand extends BaseCommand implements Lists {

  @Mixin private VaultOptions vault;

  @Mixin private AssistantsOption assistants;

  @Option(
      names = "--rotate-every",
      paramLabel = "DAYS",
      description = "Let Vault rotate each key after this many days; 0 means never.")
  private Optional<Integer> rotateEvery = Optional.empty();

  @Mixin private AppRoleOptions appRoles;

  @Mixin private KubernetesOptions kubernetes;

  @Option(names = "--dry-run", description = "Only show what differs.")
  private boolean dryRun;

  @Override
  public Integer call() {
    VaultProvisioning provisioning = provisioning();
    List<VaultChange> changes = dryRun ? provisioning.compare() : provisioning.apply();
    JsonNode json = Json.MAPPER.createObjectNode().set("changes", Json.MAPPER.valueToTree(changes));
    list(json.toString(), rows(changes), words(changes));
    boolean differs =
        changes.stream().anyMatch(change -> change.remains() || (dryRun && change.isToDo()));
    return differs ? ExitCode.DIFFERENT : ExitCode.OK;
  }

  private VaultProvisioning provisioning() {
    Optional<KubernetesAccount> account = kubernetes.account();
    try {
      VaultPlan plan =
          new VaultPlan(
              assistants.ids(),
              vault.mount(),
              rotateEvery.map(Duration::ofDays),
              appRoles.tokenNetworks(),
              appRoles.bounds(account.isPresent()),
              account);
      warnOfEnds(plan);
      return new VaultProvisioning(vault.open(this), plan);
    } catch (IllegalArgumentException refused) {
      throw CommandFailure.usage("--assistants: " + refused.getMessage());
    }
  }

  /** What ends, ends the service with it. */
  private void warnOfEnds(VaultPlan plan) {
    boolean ends =
        plan.appRoles()
            .filter(
                bounds ->
                    bounds.secretIdLife().filter(Duration::isPositive).isPresent()
                        || bounds.secretIdUses().filter(uses -> uses > 0).isPresent())
            .isPresent();
    if (ends) {
      say(
          "Note: Hushkey logs in at each start and every four hours. Once a secret-id has ended,"
              + " restarts fail, and within four hours every replica. Have something deliver a new"
              + " one in time.");
    }
  }

  private static Table rows(List<VaultChange> changes) {
    Table table = new Table("PATH", "KIND", "LINES");
    for (VaultChange change : changes) {
      table.row(change.path(), change.kind().name(), String.join("\n", change.lines()));
    }
    return table;
  }

  private String words(List<VaultChange> changes) {
    long toDo = changes.stream().filter(VaultChange::isToDo).count();
    long remain = changes.stream().filter(VaultChange::remains).count();
    String last = dryRun ? "%d to change. Nothing was changed." : "%d changed.";
    return changes.stream().map(VaultChange::toString).collect(Collectors.joining("\n"))
        + (remain == 0 ? "" : "\n%d for a person to decide.".formatted(remain))
        + "\n"
        + last.formatted(toDo);
  }
}
