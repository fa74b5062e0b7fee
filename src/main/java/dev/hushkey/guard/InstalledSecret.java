package dev.hushkey.guard;

import dev.hushkey.guard.InstallationView.Given;
import dev.hushkey.secret.SecretReference;
import dev.hushkey.secret.SecretText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A secret of an installation.
 *
 * @param setting where it is set
 * @param secret its value
 * @param origin who chose it
 */
record InstalledSecret(String setting, SecretText secret, Origin origin) {

  /** Who chose a secret decides how long it must be. */
  enum Origin {
    /** This installation, for whoever holds it: it can be as long as it should be. */
    OURS(32),
    /** Another company, for us. */
    ISSUED_TO_US(16),
    /** The administrator of the database. */
    DATABASE(16);

    private final int leastBytes;

    Origin(int leastBytes) {
      this.leastBytes = leastBytes;
    }

    int leastBytes() {
      return leastBytes;
    }
  }

  private static final String CSRF_KEY = "hushkey.pages.csrf-key-file";

  /** Names of settings whose value is the secret itself. */
  private static final List<String> VALUES =
      List.of(
          "quarkus.oidc.**.credentials.secret",
          "quarkus.oidc.**.credentials.client-secret.value",
          "quarkus.oidc.**.credentials.jwt.secret",
          "quarkus.oidc.**.encryption-secret",
          "quarkus.oidc.**.state-secret",
          "quarkus.keycloak.admin-client.client-secret",
          "quarkus.keycloak.admin-client.password");

  private static final List<String> PASSWORDS =
      List.of("quarkus.datasource.**.password", "hushkey.migration.password");

  /** All secrets that can be read; a reference that cannot be is reported with the settings. */
  static List<InstalledSecret> all(InstallationView view) {
    List<InstalledSecret> all = new ArrayList<>();
    VALUES.forEach(form -> addValues(view, form, Origin.OURS, all));
    PASSWORDS.forEach(form -> addValues(view, form, Origin.DATABASE, all));
    for (Given given : view.all("hushkey.assistants.**.client-secrets")) {
      for (String reference : given.values()) {
        read(reference)
            .ifPresent(secret -> all.add(new InstalledSecret(given.name(), secret, origin(given))));
      }
    }
    view.find(CSRF_KEY)
        .flatMap(file -> read("file:" + file))
        .ifPresent(key -> all.add(new InstalledSecret(CSRF_KEY, key, Origin.OURS)));
    return all;
  }

  private static void addValues(
      InstallationView view, String form, Origin origin, List<InstalledSecret> all) {
    view.all(form).stream()
        .filter(given -> !given.value().isBlank())
        .map(given -> new InstalledSecret(given.name(), SecretText.of(given.value()), origin))
        .forEach(all::add);
  }

  private static Origin origin(Given secrets) {
    String name = secrets.name().toLowerCase(Locale.ROOT).replace('_', '.');
    return name.contains(".upstream.") || name.matches(".*\\.app.to.app\\..*")
        ? Origin.ISSUED_TO_US
        : Origin.OURS;
  }

  private static Optional<SecretText> read(String reference) {
    try {
      return Optional.of(new SecretReference(reference).read());
    } catch (IllegalArgumentException | IllegalStateException unreadable) {
      return Optional.empty();
    }
  }

  /** How long it is; a key in Base64 counts as what it encodes. */
  int bytes() {
    return material().length;
  }

  private byte[] material() {
    String text = secret.reveal();
    if (setting.equals(CSRF_KEY)) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException reportedWithTheSettings) {
        return new byte[Origin.OURS.leastBytes()];
      }
    }
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** How many different bytes it has: chance repeats few of them, people repeat many. */
  long differentBytes() {
    byte[] material = material();
    boolean[] seen = new boolean[1 << Byte.SIZE];
    for (byte each : material) {
      seen[Byte.toUnsignedInt(each)] = true;
    }
    long count = 0;
    for (boolean one : seen) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** Whether it looks like what people write in examples. */
  boolean isExample() {
    String text = secret.reveal().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return Arrays.stream(ExampleSecrets.WORDS).anyMatch(text::contains);
  }
}
