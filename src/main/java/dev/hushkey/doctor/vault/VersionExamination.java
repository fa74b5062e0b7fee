package dev.hushkey.doctor.vault;

import static dev.hushkey.doctor.finding.Check.VAULT_CIPHERTEXTS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether Vault still has what the database is sealed with: after a restore of one of them it need
 * not.
 */
record VersionExamination(OperatorVault vault, String mount, Findings findings) {

  private static final String SIGNING = "hushkey-signing";
  private static final String PREFIX = "hushkey-";

  /**
   * Compares.
   *
   * @param keys those of this installation; others may not be read
   */
  void examine(InUse.Sample sample, List<String> keys) {
    Map<String, List<InUse>> byKey =
        sample.found().stream()
            .filter(each -> keys.contains(each.key()))
            .collect(Collectors.groupingBy(InUse::key, TreeMap::new, Collectors.toList()));
    boolean fine = true;
    for (Map.Entry<String, List<InUse>> each : byKey.entrySet()) {
      fine &= opens(each.getKey(), each.getValue(), sample);
    }
    if (fine) {
      long number = byKey.values().stream().flatMap(List::stream).mapToLong(InUse::number).sum();
      findings.ok(
          VAULT_CIPHERTEXTS, "%,d in use%s, of versions that open", number, lookedAt(sample));
    }
  }

  private static String lookedAt(InUse.Sample sample) {
    return sample.isWhole()
        ? ""
        : " among %.1f %% of the tokens and those refreshed last".formatted(sample.percent());
  }

  private boolean opens(String name, List<InUse> sealed, InUse.Sample sample) {
    JsonNode key;
    try {
      key = vault.read(mount + "/keys/" + name);
    } catch (CommandFailure failed) {
      findings.skip(VAULT_CIPHERTEXTS, "%s: %s", name, failed.getMessage());
      return false;
    }
    int latest = key.path("latest_version").asInt();
    int oldest = key.path("min_decryption_version").asInt();
    boolean fine = true;
    for (InUse each : sealed) {
      fine &= opens(each, oldest, latest, lookedAt(sample));
    }
    return fine;
  }

  private boolean opens(InUse sealed, int oldest, int latest, String lookedAt) {
    if (sealed.version() >= oldest && sealed.version() <= latest) {
      return true;
    }
    String why =
        sealed.version() > latest
            ? "its latest is " + latest
            : "it opens from %d on".formatted(oldest);
    findings.add(
        VAULT_CIPHERTEXTS,
        Status.FAILURE,
        "%s: version %d seals %,d in use%s, and %s"
            .formatted(sealed.key(), sealed.version(), sealed.number(), lookedAt, why),
        remedy(sealed, sealed.version() > latest));
    return false;
  }

  private static String remedy(InUse sealed, boolean vaultIsOlder) {
    String command =
        sealed.key().equals(SIGNING)
            ? "hushkey keys list, then hushkey keys withdraw KEY… --reason …"
            : "hushkey revoke --assistant %s --all --key-version %d --reason … --wait"
                .formatted(sealed.key().substring(PREFIX.length()), sealed.version());
    // the next version would get the same number, and another key
    String first = vaultIsOlder ? "Rotate nothing before this: " : "";
    return first + command + "; " + VAULT_CIPHERTEXTS.remedy();
  }
}
