package dev.hushkey.guard;

import dev.hushkey.guard.InstallationView.Given;
import dev.hushkey.settings.Finding;
import io.vertx.pgclient.PgConnectOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * TLS to PostgreSQL, with a certificate that was checked and belongs to the host that we meant:
 * what we read there decides whose camera is seen. Addresses are read by the drivers themselves, so
 * that what is judged is what will happen.
 */
final class DatabaseRules {

  private static final String REACTIVE = "quarkus.datasource.reactive.";
  private static final String SSL_MODE = REACTIVE + "postgresql.ssl-mode";
  private static final String HOSTNAME = REACTIVE + "hostname-verification-algorithm";
  private static final String MIGRATION = "hushkey.migration.jdbc-url";
  private static final String VERIFY_FULL = "verify-full";

  /** The driver's own classes that verify; others may not. */
  private static final Set<String> VERIFYING =
      Set.of("org.postgresql.ssl.LibPQFactory", "org.postgresql.ssl.DefaultJavaSSLFactory");

  private DatabaseRules() {}

  static List<GuardRule> all() {
    return List.of(
        new GuardRule(
            "The service speaks TLS to PostgreSQL and verifies certificate and host name, at every"
                + " host, also at one of this machine. A socket of the file system has no TLS.",
            List.of(SSL_MODE, HOSTNAME, REACTIVE + "trust-certificate-pem.certs", REACTIVE + "url"),
            DatabaseRules::reactive),
        migration());
  }

  /** The one that holds for {@code hushkey migrate}, too. */
  static GuardRule migration() {
    return new GuardRule(
        "Migrations speak TLS to PostgreSQL in the same way; nothing in the address takes that"
            + " back.",
        List.of(MIGRATION),
        DatabaseRules::jdbc);
  }

  private static List<Finding> reactive(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    if (!view.find(SSL_MODE).map(DatabaseRules::isVerifyFull).orElse(false)) {
      found.add(
          new Finding(
              SSL_MODE,
              "is not verify-full: what PostgreSQL answers could be read and changed on the way",
              "Set it to verify-full"));
    }
    if (!view.find(HOSTNAME).map(text -> text.strip().equals("HTTPS")).orElse(false)) {
      found.add(
          new Finding(
              HOSTNAME, "is not HTTPS: any host with a certificate would do", "Set it to HTTPS"));
    }
    boolean trusts =
        List.of("pem", "jks", "pfx").stream()
            .anyMatch(type -> view.isTrue(REACTIVE + "trust-certificate-" + type));
    if (!trusts) {
      found.add(
          new Finding(
              REACTIVE + "trust-certificate-pem",
              "names no certificate authority, and the driver has none of its own",
              "Set it to true, and "
                  + REACTIVE
                  + "trust-certificate-pem.certs to the file of the"
                  + " authority that signed PostgreSQL's certificate"));
    }
    view.all(REACTIVE + "url")
        .forEach(url -> url.values().forEach(each -> reactive(url, each, found)));
    return found;
  }

  /** Vert.x takes further options from the address; the settings win, and neither may differ. */
  private static void reactive(Given url, String address, List<Finding> found) {
    PgConnectOptions options;
    try {
      options = PgConnectOptions.fromUri(address.replaceFirst("^vertx-reactive:", ""));
    } catch (IllegalArgumentException notAnAddress) {
      found.add(
          new Finding(
              url.name(), "is not an address such as postgresql://db.example.com:5432/hushkey"));
      return;
    }
    if (options.isUsingDomainSocket()) {
      found.add(new Finding(url.name(), "is a socket of the file system, which has no TLS"));
    }
    if (address.contains("sslmode=") && !isVerifyFull(options.getSslMode().value)) {
      found.add(contradiction(url.name()));
    }
    if (address.matches(".*[?&](password=.*)|.*://[^/@]*:[^/@]*@.*")) {
      found.add(passwordInside(url.name()));
    }
  }

  private static Finding contradiction(String setting) {
    return new Finding(
        setting, "asks for another sslmode than verify-full", "Take that parameter out");
  }

  private static Finding passwordInside(String setting) {
    return new Finding(
        setting,
        "holds a password, and addresses are printed",
        "Move it to quarkus.datasource.password");
  }

  private static List<Finding> jdbc(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    view.find(MIGRATION).ifPresent(url -> jdbc(url, found));
    return found;
  }

  private static void jdbc(String url, List<Finding> found) {
    Properties effective = Driver.parseURL(url, new Properties());
    if (effective == null) {
      found.add(
          new Finding(
              MIGRATION,
              "is not an address such as jdbc:postgresql://db.example.com:5432/hushkey"));
      return;
    }
    String mode = PGProperty.SSL_MODE.getOrDefault(effective);
    if (mode == null || !isVerifyFull(mode)) {
      found.add(
          new Finding(
              MIGRATION,
              "does not have sslmode=verify-full: the owner's password and the schema could be"
                  + " read and changed on the way",
              "Add sslmode=verify-full and sslrootcert=FILE, the authority that signed"
                  + " PostgreSQL's certificate"));
    }
    if (url.split("sslmode=", -1).length > 2) {
      found.add(contradiction(MIGRATION));
    }
    for (Map.Entry<PGProperty, String> each : unverified(effective).entrySet()) {
      found.add(
          new Finding(
              MIGRATION,
              "has %s, which %s".formatted(each.getKey().getName(), each.getValue()),
              "Take that parameter out"));
    }
    if (effective.containsKey(PGProperty.PASSWORD.getName())) {
      found.add(passwordInside(MIGRATION));
    }
  }

  /** What takes the verification out of the hands of the driver. */
  private static Map<PGProperty, String> unverified(Properties effective) {
    Map<PGProperty, String> found = new LinkedHashMap<>();
    String factory = PGProperty.SSL_FACTORY.getOrDefault(effective);
    if (factory != null && !VERIFYING.contains(factory)) {
      found.put(PGProperty.SSL_FACTORY, "may verify no certificate");
    }
    if (PGProperty.SSL_HOSTNAME_VERIFIER.getOrDefault(effective) != null) {
      found.put(PGProperty.SSL_HOSTNAME_VERIFIER, "may verify no host name");
    }
    if (PGProperty.SOCKET_FACTORY.getOrDefault(effective) != null) {
      found.put(PGProperty.SOCKET_FACTORY, "decides itself where to connect");
    }
    String gss = PGProperty.GSS_ENC_MODE.getOrDefault(effective);
    if ("prefer".equals(gss) || "require".equals(gss)) {
      found.put(PGProperty.GSS_ENC_MODE, "is in place of TLS");
    }
    return found;
  }

  private static boolean isVerifyFull(String mode) {
    return mode.strip().equalsIgnoreCase(VERIFY_FULL);
  }
}
