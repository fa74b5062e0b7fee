package dev.hushkey.doctor.setup;

import dev.hushkey.assistant.AssistantSettings;
import dev.hushkey.doctor.finding.Status;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.doctor.net.ClockLook;
import dev.hushkey.doctor.net.TlsLook;
import dev.hushkey.health.ClockSettings;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.AllSettings;
import dev.hushkey.settings.Finding;
import dev.hushkey.settings.GuardedProfiles;
import dev.hushkey.timeline.RestoreSettings;
import dev.hushkey.wire.IssuerSettings;
import dev.hushkey.wire.QuarkusSettings;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The service's own settings, as far as they can be read. */
public final class ServiceSettings {

  private static final String STAND_IN = "setting.invalid";

  private final SmallRyeConfig config;
  private final AllSettings all;
  private final List<Finding> unsafe;
  private final Clock clock;

  /**
   * The settings of one installation.
   *
   * @param unsafe what the production guard refuses, in a guarded profile
   */
  public ServiceSettings(
      SmallRyeConfig config, AllSettings all, List<Finding> unsafe, Clock clock) {
    this.config = config;
    this.all = all;
    this.unsafe = unsafe;
    this.clock = clock;
  }

  /** What is wrong with the settings. */
  public List<String> mistakes() {
    return all.findings().stream().map(Finding::toString).toList();
  }

  /** What is in order, and not safe. */
  public List<String> unsafe() {
    return unsafe.stream().map(Finding::toString).toList();
  }

  /** The active profiles. */
  public List<String> profiles() {
    return config.getProfiles();
  }

  /** Whether the service refuses an unsafe set-up under these profiles. */
  public boolean isGuarded() {
    return GuardedProfiles.anyOf(config.getProfiles());
  }

  public VaultSettings vault() {
    return all.of(VaultSettings.class);
  }

  public QuarkusSettings quarkus() {
    return all.of(QuarkusSettings.class);
  }

  public AssistantSettings assistants() {
    return all.of(AssistantSettings.class);
  }

  public URI issuer() {
    return all.of(IssuerSettings.class).issuer();
  }

  /** This machine's clock. */
  public Clock clock() {
    return clock;
  }

  /** Compares this machine's clock with others. */
  public ClockLook clocks() {
    return new ClockLook(clock, all.of(ClockSettings.class).clockTolerance());
  }

  /** Within what time a new timeline of PostgreSQL counts as a fail-over. */
  public Duration failoverWithin() {
    return all.of(RestoreSettings.class).failoverWithin();
  }

  /** Looks at servers' certificates. */
  public TlsLook tls() {
    return new TlsLook(clock);
  }

  /** How bad it is to talk to this host without TLS: on this machine nobody listens in. */
  public Status unencrypted(String host) {
    return isGuarded() && !isThisMachine(host) ? Status.FAILURE : Status.WARNING;
  }

  private static boolean isThisMachine(String host) {
    try {
      return "localhost".equals(host)
          || InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  /** Whether this is a setting and not the stand-in for one that is missing. */
  public static boolean isSet(URI uri) {
    return !STAND_IN.equals(uri.getHost());
  }

  /** The text of a setting; empty when it is not set or refers to one that is not. */
  public Optional<String> text(String key) {
    try {
      return Optional.ofNullable(config.getConfigValue(key).getValue())
          .map(String::strip)
          .filter(text -> !text.isEmpty());
    } catch (NoSuchElementException | IllegalArgumentException unresolved) {
      return Optional.empty();
    }
  }

  /** A setting that is a whole number. */
  public int number(String key, int otherwise) {
    try {
      return text(key).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException malformed) {
      return otherwise;
    }
  }

  /** A setting that is a list of paths. */
  public List<Path> paths(String key) {
    return text(key).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .map(Path::of)
        .toList();
  }

  /**
   * The authorities of a TLS configuration of Quarkus, of the one with this name or of the default
   * one; empty when it has none, and the JDK's count.
   *
   * @throws IOException they cannot be read
   */
  public Optional<KeyStore> authorities(Optional<String> name) throws IOException {
    String store = "quarkus.tls." + name.map(n -> n + ".").orElse("") + "trust-store.";
    List<Path> pem = paths(store + "pem.certs");
    if (!pem.isEmpty()) {
      return Optional.of(Authorities.ofPem(pem));
    }
    for (String type : List.of("p12", "jks")) {
      Optional<Path> file = text(store + type + ".path").map(Path::of);
      if (file.isPresent()) {
        char[] password = text(store + type + ".password").orElse("").toCharArray();
        return Optional.of(Authorities.ofStore(file.get(), password));
      }
    }
    return Optional.empty();
  }

  /** The names and values of all settings, without those that cannot be read. */
  public Stream<Entry> entries() {
    return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .distinct()
        .flatMap(name -> text(name).map(value -> new Entry(name, value)).stream());
  }

  /** A setting. */
  public record Entry(String name, String value) {

    /** The value may be a secret. */
    @Override
    public String toString() {
      return name;
    }
  }
}
