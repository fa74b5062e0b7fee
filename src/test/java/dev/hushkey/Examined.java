package dev.hushkey;

import dev.hushkey.doctor.Doctor;
import dev.hushkey.doctor.Lent;
import dev.hushkey.doctor.Report;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Finding;
import dev.hushkey.doctor.finding.Status;
import dev.hushkey.doctor.keycloak.Credentials;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.secret.SecretText;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.security.KeyStore;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An installation for the doctor to look at: settings, and what is planted in them. */
final class Examined {

  private final Map<String, String> settings;
  private final Map<String, SecretText> callers = new TreeMap<>();
  private Set<Area> areas = EnumSet.allOf(Area.class);
  private Clock clock = Clock.systemUTC();
  private Optional<SecretText> vaultToken = Optional.empty();
  private Optional<SecretText> keycloakToken = Optional.empty();
  private Optional<KeyStore> authorities = Optional.empty();

  private Examined(Map<String, String> settings) {
    this.settings = new TreeMap<>(settings);
  }

  static Examined with(Map<String, String> settings) {
    return new Examined(settings);
  }

  Examined set(String name, String value) {
    settings.put(name, value);
    return this;
  }

  Examined without(String name) {
    settings.remove(name);
    return this;
  }

  Examined only(Area first, Area... more) {
    areas = EnumSet.of(first, more);
    return this;
  }

  Examined at(Clock other) {
    clock = other;
    return this;
  }

  Examined lentToVault(String token) {
    vaultToken = Optional.of(SecretText.of(token));
    return this;
  }

  Examined lentToKeycloak(String token) {
    keycloakToken = Optional.of(SecretText.of(token));
    return this;
  }

  Examined asCaller(String client, String secret) {
    callers.put(client, SecretText.of(secret));
    return this;
  }

  Examined trusting(KeyStore others) {
    authorities = Optional.of(others);
    return this;
  }

  /** What the doctor says, in production. */
  Report report() throws InterruptedException {
    ServiceSettings installation = new Installation(config()).serviceSettings(clock);
    Lent lent = new Lent(vaultToken, new Credentials(callers, keycloakToken), authorities);
    return new Doctor(installation, lent, "9.9.9").examine(areas);
  }

  /** The texts of all findings of this status about a check. */
  static List<String> of(Report report, Check check, Status status) {
    return report.findings().stream()
        .filter(finding -> finding.check() == check && finding.status() == status)
        .map(Finding::text)
        .toList();
  }

  private SmallRyeConfig config() {
    return ConfigUtils.emptyConfigBuilder()
        .addPropertiesSources()
        .withSources(new PropertiesConfigSource(settings, "an installation", 500))
        .withProfile("prod")
        .build();
  }
}
