package dev.hushkey.cli.vault;

import picocli.CommandLine.Command;

/** Makes a new version of a key. */
@Command(
    name = "rotate",
    description = {
      "Make a new version of a key, and move everything sealed with older ones to it.",
      "No token is shown to anybody, no link notices."
    })
final class VaultRotateCommand extends KeyMovingCommand {

  @Override
  public Integer call() throws InterruptedException {
    return send("rotations");
  }
}
