package dev.hushkey.cli.vault;

import picocli.CommandLine.Command;

/** Makes a new version of a key. */
@Command(
    name = "rotate",
    description = {
      "Create a new version of a key and move everything sealed with older versions to it.",
      "Vault does this without revealing any token, and links keep working."
    },
    footer = {"hushkey vault rotate --assistant alexa --wait"})
final class VaultRotateCommand extends KeyMovingCommand {

  @Override
  public Integer call() throws InterruptedException {
    return send("rotations");
  }
}
