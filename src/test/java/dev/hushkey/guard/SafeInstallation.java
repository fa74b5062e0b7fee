package dev.hushkey.guard;

import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Finding;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An installation in the profile {@code staging} in which all is right, until a test says else. */
final class SafeInstallation {

  static final String PROFILE = "staging";

  private static final byte[] KEY = new byte[32];

  static {
    IntStream.range(0, KEY.length).forEach(i -> KEY[i] = (byte) (7 * i));
  }

  private final Path directory;
  private final Map<String, String> delivered = new HashMap<>();
  private final Map<String, String> defaults = new HashMap<>();
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  SafeInstallation(Path directory) {
    this.directory = directory;
    deliver();
    String authority = "/etc/hushkey/ca.crt";
    settings.put("hushkey.issuer", "https://hushkey.example.com");
    settings.put("hushkey.pages.csrf-key-file", file(Base64.getEncoder().encodeToString(KEY)));
    settings.put("hushkey.vault.address", "https://vault.example.com:8200");
    settings.put("hushkey.vault.tls.ca-file", authority);
    settings.put("hushkey.vault.token-file", "/run/vault/token");
    settings.put("hushkey.oauth.camera-backend-audience", "https://cameras.example.com");
    settings.put("quarkus.datasource.username", "hushkey");
    settings.put("quarkus.datasource.password", random());
    settings.put("quarkus.datasource.reactive.url", "postgresql://db.example.com/hushkey");
    settings.put("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full");
    settings.put("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
    settings.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
    settings.put("quarkus.datasource.reactive.trust-certificate-pem.certs", authority);
    settings.put(
        "hushkey.migration.jdbc-url",
        "jdbc:postgresql://db.example.com/hushkey?sslmode=verify-full&sslrootcert=" + authority);
    String realm = "https://login.example.com/realms/hushkey";
    settings.put("quarkus.oidc.auth-server-url", realm);
    settings.put("quarkus.oidc.login.auth-server-url", realm);
    settings.put("quarkus.oidc.login.credentials.secret", random());
    settings.put("quarkus.oidc.login.token-state-manager.encryption-secret", random());
    settings.put("quarkus.keycloak.admin-client.server-url", "https://login.example.com");
    settings.put("quarkus.keycloak.admin-client.client-secret", random());
    String alexa = "hushkey.assistants.alexa.";
    settings.put(alexa + "client-id", "alexa-skill-link");
    settings.put(alexa + "client-secrets", secretFile());
    settings.put(alexa + "redirect-uris", "https://pitangui.amazon.com/api/skill/link/M1");
    settings.put(alexa + "upstream.client-id", "amzn1.application-oa2-client.1");
    settings.put(alexa + "upstream.client-secrets", secretFile());
  }

  private void deliver() {
    for (String name : Delivered.names()) {
      delivered.put(name, Delivered.of(name));
    }
  }

  private static String random() {
    return SecretText.random().reveal();
  }

  private String secretFile() {
    return "file:" + file(random());
  }

  /** A file with this content. */
  String file(String content) {
    try {
      return Files.writeString(Files.createTempFile(directory, "secret", ""), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a setting. */
  String get(String name) {
    return settings.get(name);
  }

  /** Sets it in the file. */
  SafeInstallation with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** Takes it out of the file. */
  SafeInstallation without(String name) {
    settings.remove(name);
    return this;
  }

  /** Sets an environment variable. */
  SafeInstallation withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Adds a default, as Quarkus does. */
  SafeInstallation withDefault(String name, String value) {
    defaults.put(name, value);
    return this;
  }

  SmallRyeConfig config() {
    return new SmallRyeConfigBuilder()
        .withDefaultValues(defaults)
        .withProfile(PROFILE)
        .addDefaultInterceptors()
        .withSources(new PropertiesConfigSource(delivered, "delivered", 100))
        .withSources(new PropertiesConfigSource(settings, "installation", 200))
        .withSources(new EnvConfigSource(environment, 300))
        .build();
  }

  List<Finding> findings() {
    return ProductionGuard.findings(config());
  }

  /** The names of the settings in which something was found. */
  List<String> found() {
    return findings().stream().map(Finding::setting).distinct().toList();
  }

  /** All that was found, as text. */
  String text() {
    return findings().stream().map(Finding::toString).collect(Collectors.joining("\n"));
  }
}
