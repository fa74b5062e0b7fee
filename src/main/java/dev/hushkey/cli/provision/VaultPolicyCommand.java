package dev.hushkey.cli.provision;

import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a policy, to be written by hand. */
@Command(
    name = "policy",
    description = {
      "Print a Vault policy, filled in for your assistants.",
      "A Vault administrator writes that of provision once, as in the example."
    },
    footer = {
      "hushkey vault policy provision --assistants alexa | bao policy write hushkey-provision -"
    })
public final class VaultPolicyCommand extends BaseCommand {

  @Parameters(
      paramLabel = "NAME",
      description = "serve, rotate, shred, seal, inspect or provision.")
  private String name;

  @Mixin private AssistantsOption assistants;

  @Option(
      names = "--transit-mount",
      paramLabel = "PATH",
      defaultValue = "transit",
      description = "Where Transit is mounted. Default: ${DEFAULT-VALUE}")
  private String mount;

  @Option(
      names = "--kubernetes-mount",
      paramLabel = "PATH",
      defaultValue = VaultPolicies.KUBERNETES,
      description = "Where the Kubernetes method is mounted. Default: ${DEFAULT-VALUE}")
  private String kubernetes;

  @Override
  public Integer call() {
    if (!VaultPolicies.NAMES.contains(name)) {
      throw CommandFailure.usage(
          "Unknown policy. Use one of: " + String.join(", ", VaultPolicies.NAMES));
    }
    List<String> ids = assistants.ids();
    context().out().print(VaultPolicies.render(name, ids, mount, kubernetes));
    return ExitCode.OK;
  }
}
