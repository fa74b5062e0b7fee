package dev.hushkey.doctor;

import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Finding;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.keycloak.KeycloakExamination;
import dev.hushkey.doctor.postgres.PostgresExamination;
import dev.hushkey.doctor.postgres.SealedVersions;
import dev.hushkey.doctor.service.AddressExamination;
import dev.hushkey.doctor.service.ServiceExamination;
import dev.hushkey.doctor.setup.MachineExamination;
import dev.hushkey.doctor.setup.Secrets;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.doctor.setup.SettingsExamination;
import dev.hushkey.doctor.vault.VaultExamination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Examines an installation, all areas side by side, none for longer than a limit. Reads, asks and
 * logs in, and changes nothing.
 */
public final class Doctor {

  /**
   * Longer than what silent servers can cost one area; docs/doctor.md promises 15 seconds in all.
   */
  static final Duration LIMIT = Duration.ofSeconds(14);

  private final ServiceSettings installation;
  private final Lent lent;
  private final String version;
  private final Secrets secrets;

  public Doctor(ServiceSettings installation, Lent lent, String version) {
    this.installation = installation;
    this.lent = lent;
    this.version = version;
    this.secrets = Secrets.of(installation);
    lent.vaultToken().ifPresent(token -> secrets.add(token.reveal()));
  }

  /** Looks at these areas; the findings hold no secret. */
  public Report examine(Set<Area> areas) throws InterruptedException {
    Findings findings = new Findings();
    Map<Area, Thread> threads = new TreeMap<>();
    for (Area area : areas) {
      threads.put(
          area, Thread.ofVirtual().name("doctor-" + area).start(() -> examine(area, findings)));
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    for (Map.Entry<Area, Thread> each : threads.entrySet()) {
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      if (!each.getValue().join(left)) {
        findings.skipRest(each.getKey(), "no answer within %d s".formatted(LIMIT.toSeconds()));
        each.getValue().interrupt();
      }
    }
    List<Finding> masked = new ArrayList<>();
    for (Finding finding : findings.close()) {
      masked.add(
          new Finding(
              finding.check(),
              finding.status(),
              secrets.mask(finding.text()),
              secrets.mask(finding.remedy())));
    }
    return new Report(version, masked);
  }

  /** What one area throws does not stop the others. */
  private void examine(Area area, Findings findings) {
    try {
      switch (area) {
        case SETTINGS -> SettingsExamination.examine(installation, findings);
        case MACHINE -> MachineExamination.examine(version, findings);
        case POSTGRESQL -> new PostgresExamination(installation, findings).examine();
        case VAULT ->
            new VaultExamination(installation, secrets, findings)
                .examine(lent.vaultToken(), () -> SealedVersions.count(installation));
        case KEYCLOAK ->
            new KeycloakExamination(installation, secrets, findings).examine(lent.keycloak());
        case ADDRESS -> new AddressExamination(installation, findings).examine(lent.authorities());
        case SERVICE -> new ServiceExamination(installation, findings).examine();
      }
    } catch (RuntimeException unexpected) {
      findings.skipRest(area, "this check failed itself: " + unexpected);
    }
  }
}
