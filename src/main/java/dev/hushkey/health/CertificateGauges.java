package dev.hushkey.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * When certificates end that this replica shows: those of its own listeners, and of its ways to
 * others. What a proxy in front shows, only {@code hushkey doctor} sees.
 */
@Singleton
class CertificateGauges {

  /** Quarkus' settings of the key store of a named TLS configuration. */
  private static final Pattern NAMED =
      Pattern.compile("^quarkus\\.tls\\.\"?([^\".]+)\"?\\.key-store\\.");

  /** Of the one without a name. */
  private static final String KEY_STORE = "quarkus.tls.key-store.";

  private static final String UNNAMED = "default";

  void register(
      @Observes StartupEvent started,
      TlsConfigurationRegistry registry,
      Config config,
      MeterRegistry meters) {
    for (String name : names(config.getPropertyNames())) {
      Gauge.builder("hushkey.certificate.end.seconds", () -> end(registry, name))
          .description("When the certificate ends, in seconds since 1970")
          .tag("name", name)
          .strongReference(true)
          .register(meters);
    }
  }

  /** Of TLS configurations with a certificate of their own. */
  static TreeSet<String> names(Iterable<String> settings) {
    TreeSet<String> names = new TreeSet<>();
    for (String setting : settings) {
      Matcher matcher = NAMED.matcher(setting);
      if (setting.startsWith(KEY_STORE)) {
        names.add(UNNAMED);
      } else if (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /** As it is now: Quarkus may have read the files again. */
  private static double end(TlsConfigurationRegistry registry, String name) {
    Optional<TlsConfiguration> configuration =
        name.equals(UNNAMED) ? registry.getDefault() : registry.get(name);
    OptionalLong end =
        configuration
            .map(TlsConfiguration::getKeyStore)
            .map(CertificateGauges::end)
            .orElse(OptionalLong.empty());
    return end.isPresent() ? end.getAsLong() : Double.NaN;
  }

  /** Of the certificate that ends first, in seconds since 1970. */
  static OptionalLong end(KeyStore store) {
    try {
      OptionalLong first = OptionalLong.empty();
      for (String alias : Collections.list(store.aliases())) {
        if (store.getCertificate(alias) instanceof X509Certificate certificate) {
          long end = certificate.getNotAfter().toInstant().getEpochSecond();
          first = OptionalLong.of(Math.min(end, first.orElse(Long.MAX_VALUE)));
        }
      }
      return first;
    } catch (KeyStoreException notLoaded) {
      return OptionalLong.empty();
    }
  }
}
