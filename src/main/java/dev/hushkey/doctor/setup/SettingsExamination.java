package dev.hushkey.doctor.setup;

import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at the settings themselves. */
public final class SettingsExamination {

  /** Names of settings whose value is a file with a secret. */
  private static final List<String> SECRET_FILES =
      List.of("secret-id-file", "token-file", "csrf-key-file", "client-key-file", ".pem.0.key");

  /** By the vendors' documentation; assistants.properties says where. */
  private static final Map<String, Set<String>> VENDORS =
      Map.of(
          "alexa",
          Set.of("pitangui.amazon.com", "layla.amazon.com", "alexa.amazon.co.jp"),
          "google",
          Set.of("oauth-redirect.googleusercontent.com"),
          "smartthings",
          Set.of("c2c-us.smartthings.com"));

  private SettingsExamination() {}

  /** Looks at them. */
  public static void examine(ServiceSettings installation, Findings findings) {
    installation.mistakes().forEach(mistake -> findings.fail(Check.SETTINGS_VALID, "%s", mistake));
    if (installation.mistakes().isEmpty()) {
      findings.ok(Check.SETTINGS_VALID, "all settings are in order");
    }
    installation.unsafe().forEach(refused -> findings.fail(Check.SETTINGS_GUARD, "%s", refused));
    if (installation.unsafe().isEmpty()) {
      findings.ok(Check.SETTINGS_GUARD, "nothing to refuse");
    }
    String profiles = String.join(", ", installation.profiles());
    if (installation.isGuarded()) {
      findings.ok(Check.SETTINGS_PROFILE, "%s", profiles);
    } else {
      findings.warn(Check.SETTINGS_PROFILE, "the profile is %s", profiles);
    }
    examineFiles(installation, findings);
    installation
        .assistants()
        .assistants()
        .forEach((id, block) -> examineRedirects(id, block.redirectUris(), findings));
    findings.skipRest(Check.SETTINGS_VALID.area(), "no assistant is configured");
  }

  private static void examineFiles(ServiceSettings installation, Findings findings) {
    Set<Path> files = new TreeSet<>();
    installation
        .entries()
        .filter(entry -> isSecretFile(entry.name()) || entry.value().startsWith("file:/"))
        .flatMap(entry -> Arrays.stream(entry.value().split(",")))
        .map(value -> value.strip().replaceFirst("^file:(//)?", ""))
        .filter(value -> value.startsWith("/"))
        .forEach(value -> addPath(value, files));
    boolean fine = true;
    for (Path file : files) {
      fine &= examineFile(file, findings);
    }
    if (fine) {
      findings.ok(Check.SETTINGS_FILES, "%d files with secrets", files.size());
    }
  }

  private static boolean isSecretFile(String name) {
    return SECRET_FILES.stream().anyMatch(name::endsWith);
  }

  private static void addPath(String value, Set<Path> files) {
    try {
      files.add(Path.of(value));
    } catch (InvalidPathException _) {
      // said among the settings
    }
  }

  private static boolean examineFile(Path file, Findings findings) {
    if (!Files.isReadable(file)) {
      findings.fail(Check.SETTINGS_FILES, "%s cannot be read", file);
      return false;
    }
    if (Files.isDirectory(file)) {
      return true;
    }
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        findings.add(
            Check.SETTINGS_FILES,
            Status.WARNING,
            "everybody on this machine can read " + file,
            "chmod o= " + file);
        return false;
      }
    } catch (UnsupportedOperationException withoutPermissions) {
      // a file system that does not know who may read a file
      return true;
    } catch (IOException gone) {
      findings.fail(Check.SETTINGS_FILES, "who may read %s cannot be told: %s", file, gone);
      return false;
    }
    return true;
  }

  private static void examineRedirects(String id, Set<String> uris, Findings findings) {
    Set<String> hosts =
        uris.stream()
            .map(uri -> String.valueOf(URI.create(uri).getHost()))
            .collect(Collectors.toSet());
    Set<String> vendor = VENDORS.getOrDefault(id, Set.of());
    Set<String> missing = new TreeSet<>(vendor);
    missing.removeAll(hosts);
    if (missing.isEmpty()) {
      findings.ok(Check.SETTINGS_REDIRECT_URIS, "%s: %d", id, uris.size());
    } else {
      findings.add(
          Check.SETTINGS_REDIRECT_URIS,
          Status.WARNING,
          "%s: none is at %s".formatted(id, String.join(", ", missing)),
          "Copy every redirect URI from the vendor's console to hushkey.assistants.%s.redirect-uris."
              .formatted(id));
    }
  }
}
