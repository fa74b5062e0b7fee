package dev.hushkey.cli.vault;

import picocli.CommandLine.Command;

/** Moves ciphertexts to the latest version. */
@Command(
    name = "rewrap",
    description = {
      "Move everything sealed with older versions of a key to the latest.",
      "The server does so automatically after a rotation; this starts it now, or again."
    },
    footer = {"hushkey vault rewrap --assistant alexa --wait"})
final class VaultRewrapCommand extends KeyMovingCommand {

  @Override
  public Integer call() throws InterruptedException {
    return send("rewraps");
  }
}
