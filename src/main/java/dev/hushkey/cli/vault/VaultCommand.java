package dev.hushkey.cli.vault;

import dev.hushkey.cli.provision.VaultPolicyCommand;
import dev.hushkey.cli.provision.VaultProvisionCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about Vault: set-up and keys. */
@Command(
    name = "vault",
    description = "Set up Vault and manage its keys.",
    subcommands = {
      VaultKeysCommand.class,
      VaultRotateCommand.class,
      VaultRewrapCommand.class,
      VaultRetireCommand.class,
      VaultShredCommand.class,
      VaultProvisionCommand.class,
      VaultPolicyCommand.class
    },
    footer = {"hushkey vault keys", "hushkey vault rotate --assistant alexa --wait"})
public final class VaultCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command. hushkey vault --help lists them.");
  }
}
