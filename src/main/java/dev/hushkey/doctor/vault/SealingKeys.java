package dev.hushkey.doctor.vault;

import dev.hushkey.doctor.setup.ServiceSettings;
import java.util.List;
import java.util.stream.Stream;

/** The names of the Transit keys that an installation seals with. */
final class SealingKeys {

  private SealingKeys() {}

  static List<String> of(ServiceSettings installation) {
    return Stream.concat(
            installation.assistants().assistants().keySet().stream(), Stream.of("signing"))
        .map(name -> "hushkey-" + name)
        .toList();
  }
}
