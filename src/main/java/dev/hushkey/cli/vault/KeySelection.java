package dev.hushkey.cli.vault;

import dev.hushkey.identity.AssistantId;
import picocli.CommandLine.Option;

/** Which key; exactly one of these. */
final class KeySelection {

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      description = "The key that seals this assistant's tokens.")
  AssistantId assistant;

  @Option(names = "--signing", description = "The key that seals Hushkey's own signing keys.")
  boolean signing;

  String transitKey() {
    return "hushkey-" + (signing ? "signing" : assistant);
  }

  /** What to type to confirm. */
  String word() {
    return signing ? "signing" : assistant.value();
  }
}
