package dev.hushkey;

import dev.hushkey.settings.Finding;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Ends a start that must not be, before anything connects anywhere, with a list that people can
 * read.
 */
final class StartReport {

  /** {@code EX_CONFIG} of <a href="https://man.openbsd.org/sysexits.3">sysexits</a>. */
  static final int BAD_CONFIGURATION = 78;

  private StartReport() {}

  /**
   * Ends the process if the settings cannot be read or, in a guarded profile, anything is wrong or
   * unsafe.
   *
   * @return what it has read, if it had to read everything
   */
  static Optional<Installation> refuseUnsafe() {
    try {
      Installation installation = Installation.read();
      if (!installation.isGuarded()) {
        return Optional.empty();
      }
      List<Finding> findings = installation.findings();
      if (!findings.isEmpty()) {
        refuse(of(installation.profile(), findings));
      }
      return Optional.of(installation);
    } catch (ConfigurationException unreadable) {
      refuse("Hushkey does not start. " + unreadable.getMessage());
      return Optional.empty();
    }
  }

  private static void refuse(String text) {
    System.err.println(text);
    System.exit(BAD_CONFIGURATION);
  }

  /** The list, by the names of the settings. */
  static String of(String profile, List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Hushkey does not start in the profile %s: %s.\n\n"
            .formatted(
                profile,
                findings.size() == 1
                    ? "one setting is wrong or not safe"
                    : findings.size() + " settings are wrong or not safe"));
    findings.stream()
        .sorted(Comparator.comparing(Finding::setting))
        .forEach(finding -> append(text, finding));
    return text.append(
            "\nThe rules are in docs/production-guard.md. Only the profiles dev and test, for a"
                + " developer's own machine, go without.")
        .toString();
  }

  private static void append(StringBuilder text, Finding finding) {
    String variable = finding.environmentVariable();
    text.append(finding.setting());
    if (!variable.equals(finding.setting())) {
      text.append(" (").append(variable).append(')');
    }
    text.append("\n  ").append(finding.problem()).append('\n');
    if (!finding.remedy().isEmpty()) {
      text.append("  -> ").append(finding.remedy()).append('\n');
    }
  }
}
