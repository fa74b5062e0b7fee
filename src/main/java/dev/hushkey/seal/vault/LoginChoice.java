package dev.hushkey.seal.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selects the log-in method: unless exactly one is configured, the start fails. */
public final class LoginChoice {

  private LoginChoice() {}

  /** What is wrong, naming the settings; empty if nothing is. */
  public static Optional<String> problemWith(VaultCredentials credentials, String prefix) {
    List<String> chosen = new ArrayList<>();
    credentials.appRole().ifPresent(_ -> chosen.add(prefix + ".app-role.*"));
    credentials.kubernetes().ifPresent(_ -> chosen.add(prefix + ".kubernetes.*"));
    credentials.tokenFile().ifPresent(_ -> chosen.add(prefix + ".token-file"));
    if (credentials.agent().orElse(false)) {
      chosen.add(prefix + ".agent");
    }
    return switch (chosen.size()) {
      case 1 -> Optional.empty();
      case 0 ->
          Optional.of("No log-in at Vault: set one of " + String.join(", ", keys(prefix)) + ".");
      default ->
          Optional.of(
              "Several log-ins at Vault: keep one of " + String.join(", ", chosen) + " only.");
    };
  }

  private static List<String> keys(String prefix) {
    return List.of(
        prefix + ".app-role.role-id-file",
        prefix + ".kubernetes.role",
        prefix + ".token-file",
        prefix + ".agent");
  }
}
