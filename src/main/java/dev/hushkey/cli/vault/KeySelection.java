package dev.hushkey.cli.vault;

import dev.hushkey.identity.AssistantId;
import picocli.CommandLine.Option;

/** Which key; exactly one of these. */
final class KeySelection {

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      description = "The key that this assistant's tokens are sealed with.")
  AssistantId assistant;

  @Option(names = "--signing", description = "The key that our own signing keys are sealed with.")
  boolean signing;

  String transitKey() {
    return "hushkey-" + (signing ? "signing" : assistant);
  }

  /** What to type to confirm. */
  String word() {
    return signing ? "signing" : assistant.value();
  }
}
