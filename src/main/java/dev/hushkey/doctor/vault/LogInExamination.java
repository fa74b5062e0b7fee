package dev.hushkey.doctor.vault;

import static dev.hushkey.doctor.finding.Check.VAULT_LOG_IN_LASTS;
import static dev.hushkey.doctor.finding.Check.VAULT_RIGHTS;
import static dev.hushkey.doctor.finding.Check.VAULT_SEALS;
import static dev.hushkey.doctor.finding.Check.VAULT_TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.seal.vault.VaultCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks at one log-in of the service: what its token is, and what it may do. */
final class LogInExamination {

  private static final Duration SOON = Duration.ofDays(14);
  private static final Set<String> NOTHING = Set.of("deny");

  private final ServiceSettings installation;
  private final OperatorVault vault;
  private final Findings findings;
  private final String role;
  private final VaultCredentials credentials;

  private LogInExamination(
      ServiceSettings installation,
      OperatorVault vault,
      Findings findings,
      String role,
      VaultCredentials credentials) {
    this.installation = installation;
    this.vault = vault;
    this.findings = findings;
    this.role = role;
    this.credentials = credentials;
  }

  /** The log-in that serves. */
  static LogInExamination serving(
      ServiceSettings installation, OperatorVault vault, Findings findings) {
    return new LogInExamination(
        installation, vault, findings, "hushkey-serve", installation.vault());
  }

  /** The log-in for key maintenance. */
  static LogInExamination rotating(
      ServiceSettings installation, OperatorVault vault, Findings findings) {
    return new LogInExamination(
        installation,
        vault,
        findings,
        "hushkey-rotate",
        installation.vault().rotate().orElseThrow());
  }

  void examine() {
    try {
      JsonNode self = vault.read("auth/token/lookup-self");
      examineToken(self);
      examineSecretId(self.at("/meta/role_name").asText(""));
    } catch (CommandFailure failed) {
      findings.skip(VAULT_TOKEN, "%s: %s", role, failed.getMessage());
    }
    examineRights();
    if (serves()) {
      keys().forEach(this::probe);
    }
  }

  private boolean serves() {
    return role.equals("hushkey-serve");
  }

  private List<String> keys() {
    return SealingKeys.of(installation);
  }

  private void examineToken(JsonNode self) {
    Set<String> policies = new TreeSet<>();
    self.path("policies").forEach(policy -> policies.add(policy.asText()));
    self.path("identity_policies").forEach(policy -> policies.add(policy.asText()));
    Set<String> others = new TreeSet<>(policies);
    others.remove(role);
    boolean fine = true;
    if (policies.contains("root")) {
      findings.fail(VAULT_TOKEN, "%s: the token may do everything (policy root)", role);
      fine = false;
    } else if (!others.isEmpty()) {
      findings.warn(VAULT_TOKEN, "%s: the token also has %s", role, String.join(", ", others));
      fine = false;
    }
    int uses = self.path("num_uses").asInt();
    if (uses != 0) {
      findings.fail(
          VAULT_TOKEN, "%s: the token has %d uses left, and each request is one", role, uses);
      fine = false;
    }
    if (fine) {
      findings.ok(
          VAULT_TOKEN,
          "%s: policy %s, for %d min",
          role,
          String.join(", ", policies),
          Duration.ofSeconds(self.path("ttl").asLong()).toMinutes());
    }
  }

  private void examineSecretId(String roleName) {
    Optional<VaultCredentials.AppRole> appRole = credentials.appRole();
    if (appRole.isEmpty() || roleName.isEmpty()) {
      findings.skip(VAULT_LOG_IN_LASTS, "%s: no secret-id", role);
      return;
    }
    String path =
        "auth/%s/role/%s/secret-id/lookup"
            .formatted(appRole.get().mount().orElse("approle"), roleName);
    try {
      JsonNode found = vault.write(path, Map.of("secret_id", read(appRole.get().secretIdFile())));
      examineSecretId(roleName, found);
    } catch (CommandFailure | IOException failed) {
      findings.skip(VAULT_LOG_IN_LASTS, "%s: %s", role, failed.getMessage());
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  private void examineSecretId(String roleName, JsonNode found) {
    int uses = found.path("secret_id_num_uses").asInt();
    Duration left = left(found);
    String words =
        "%s: the secret-id counts %s%s"
            .formatted(
                roleName,
                left == null ? "for ever" : "for %d more days".formatted(left.toDays()),
                uses == 0 ? "" : ", for %d more log-ins".formatted(uses));
    if ((left != null && left.compareTo(SOON) < 0) || uses > 0) {
      findings.warn(VAULT_LOG_IN_LASTS, "%s", words);
    } else {
      findings.ok(VAULT_LOG_IN_LASTS, "%s", words);
    }
  }

  /** Null for ever: Vault then writes the first year of our era. */
  private Duration left(JsonNode found) {
    try {
      Instant end = Instant.parse(found.path("expiration_time").asText());
      return end.isBefore(Instant.EPOCH)
          ? null
          : Duration.between(installation.clock().instant(), end);
    } catch (DateTimeException unknown) {
      return null;
    }
  }

  /** Asks what the token may do, without doing any of it. */
  private void examineRights() {
    Map<String, Set<String>> needed = needed();
    Set<String> forbidden = forbidden();
    List<String> paths = new ArrayList<>(needed.keySet());
    paths.addAll(forbidden);
    JsonNode rights;
    try {
      rights = vault.write("sys/capabilities-self", Map.of("paths", paths));
    } catch (CommandFailure failed) {
      findings.fail(
          VAULT_RIGHTS, "%s: it may not ask what it may do, so its policy is not ours", role);
      return;
    }
    boolean fine = true;
    for (Map.Entry<String, Set<String>> need : needed.entrySet()) {
      if (!rights(rights, need.getKey()).containsAll(need.getValue())) {
        findings.fail(
            VAULT_RIGHTS, "%s: must be allowed to %s %s", role, need.getValue(), need.getKey());
        fine = false;
      }
    }
    for (String path : forbidden) {
      Set<String> has = rights(rights, path);
      if (!has.equals(NOTHING)) {
        findings.fail(VAULT_RIGHTS, "%s: may %s %s", role, String.join(", ", has), path);
        fine = false;
      }
    }
    if (fine) {
      findings.ok(
          VAULT_RIGHTS,
          "%s: may do %d things that it needs, and none of %d that it must not",
          role,
          needed.size(),
          forbidden.size());
    }
  }

  private static Set<String> rights(JsonNode rights, String path) {
    Set<String> has = new TreeSet<>();
    rights.path(path).forEach(right -> has.add(right.asText()));
    return has.isEmpty() ? NOTHING : has;
  }

  private Map<String, Set<String>> needed() {
    String mount = mount();
    Map<String, Set<String>> needed = new TreeMap<>();
    keys()
        .forEach(
            key -> {
              if (serves()) {
                needed.put(mount + "encrypt/" + key, Set.of("update"));
                needed.put(mount + "decrypt/" + key, Set.of("update"));
              } else {
                needed.put(mount + "keys/" + key, Set.of("read"));
                needed.put(mount + "keys/" + key + "/rotate", Set.of("update"));
                needed.put(mount + "rewrap/" + key, Set.of("update"));
              }
            });
    return needed;
  }

  /** What would give a key, or everything, away. */
  private Set<String> forbidden() {
    String mount = mount();
    Set<String> forbidden =
        new TreeSet<>(
            Set.of(
                mount + "keys",
                mount + "keys/not-of-hushkey",
                mount + "decrypt/not-of-hushkey",
                "sys/policies/acl/hushkey-serve",
                "sys/policies/acl/not-of-hushkey",
                "sys/mounts",
                "sys/mounts/not-of-hushkey",
                "sys/auth/not-of-hushkey",
                "sys/audit",
                "sys/seal",
                "sys/raw",
                "auth/token/create",
                "auth/token/lookup",
                "auth/approle/role/hushkey-serve/secret-id",
                "auth/approle/role/hushkey-rotate/secret-id",
                "identity/entity"));
    keys()
        .forEach(
            key -> {
              forbidden.add(mount + "export/encryption-key/" + key);
              forbidden.add(mount + "backup/" + key);
              forbidden.add(mount + "keys/" + key + "/config");
              forbidden.add(mount + "keys/" + key + "/trim");
              if (serves()) {
                forbidden.add(mount + "keys/" + key);
                forbidden.add(mount + "keys/" + key + "/rotate");
              } else {
                forbidden.add(mount + "encrypt/" + key);
                forbidden.add(mount + "decrypt/" + key);
              }
            });
    return forbidden;
  }

  private String mount() {
    return installation.vault().transitMount() + "/";
  }

  /** Seals and opens some words of ours, as the service does with a token. */
  private void probe(String key) {
    String words = base64("hushkey doctor");
    String context = base64("hushkey doctor " + key);
    try {
      JsonNode sealed =
          vault.write(mount() + "encrypt/" + key, Map.of("plaintext", words, "context", context));
      JsonNode opened =
          vault.write(
              mount() + "decrypt/" + key,
              Map.of("ciphertext", sealed.path("ciphertext").asText(), "context", context));
      if (opened.path("plaintext").asText().equals(words)) {
        findings.ok(VAULT_SEALS, "%s seals and opens", key);
      } else {
        findings.fail(VAULT_SEALS, "%s opens something other than what it sealed", key);
      }
    } catch (CommandFailure failed) {
      findings.fail(VAULT_SEALS, "%s: %s", key, failed.getMessage());
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
