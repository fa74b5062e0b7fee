package dev.hushkey.cli.provision;

import dev.hushkey.identity.AssistantId;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of commands that concern every assistant's key. */
public final class AssistantsOption {

  @Option(
      names = "--assistants",
      paramLabel = "ASSISTANT",
      split = ",",
      required = true,
      description = "All assistants of this installation, by their ids in the configuration.")
  private List<AssistantId> assistants;

  /** The ids, as they are in the names of keys. */
  List<String> ids() {
    return assistants.stream().map(AssistantId::value).toList();
  }
}
