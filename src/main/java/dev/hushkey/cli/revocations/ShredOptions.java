package dev.hushkey.cli.revocations;

import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.provision.VaultOptions;
import dev.hushkey.cli.session.BaseCommand;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that can also destroy keys, with an operator's Vault token. */
public final class ShredOptions {

  @Option(
      names = "--shred",
      description =
          "Also destroy for ever the versions of the Transit keys that seal what is revoked, in every"
              + " copy, once it is cleaned up. Only for all links of an assistant, --everything, or"
              + " --assistant with --all and --key-version. Needs a Vault token with the policy"
              + " hushkey-shred.")
  private boolean shred;

  @Mixin private VaultOptions vault;

  public boolean wanted() {
    return shred;
  }

  /**
   * How to get at the keys; empty unless it is wanted. Fails when Vault or the token is missing.
   */
  public Optional<Function<String, KeyVersions>> keys(BaseCommand command) {
    return shred ? Optional.of(open(vault, command)) : Optional.empty();
  }

  static Function<String, KeyVersions> open(VaultOptions vault, BaseCommand command) {
    OperatorVault opened = vault.open(command);
    return key -> new KeyVersions(opened, vault.mount(), key);
  }
}
