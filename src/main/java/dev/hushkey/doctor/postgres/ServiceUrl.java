package dev.hushkey.doctor.postgres;

import dev.hushkey.doctor.setup.ServiceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the service connects, in the words of the JDBC driver: the service itself uses the reactive
 * one.
 *
 * @param host without brackets
 */
record ServiceUrl(String host, int port, String database) {

  private static final int PORT = 5432;
  private static final String REACTIVE = "quarkus.datasource.reactive.";

  /** Reads {@code postgresql://host:port/database}, with or without {@code jdbc:} before it. */
  static Optional<ServiceUrl> parse(String url) {
    try {
      // several addresses are tried one after the other; the first is the one to look at
      URI uri = URI.create(url.strip().split(",")[0].replaceFirst("^(jdbc|vertx-reactive):", ""));
      if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
        return Optional.empty();
      }
      return Optional.of(
          new ServiceUrl(
              uri.getHost().replaceAll("^\\[|]$", ""),
              uri.getPort() < 0 ? PORT : uri.getPort(),
              uri.getPath().substring(1)));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  String jdbc() {
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://%s:%d/%s".formatted(bracketed, port, database);
  }

  /** The authorities that the service trusts, PEM. */
  static List<Path> authorities(ServiceSettings installation) {
    return installation.paths(REACTIVE + "trust-certificate-pem.certs");
  }

  /** How strictly the service asks for TLS; the driver's default asks for none. */
  static String mode(ServiceSettings installation) {
    return installation.text(REACTIVE + "postgresql.ssl-mode").orElse("disable");
  }

  /** For the driver, with bounds on every wait. */
  static Properties login(ServiceSettings installation) {
    Properties login = new Properties();
    login.setProperty("user", installation.quarkus().datasource().username());
    installation
        .quarkus()
        .datasource()
        .password()
        .ifPresent(password -> login.setProperty("password", password.reveal()));
    login.setProperty("sslmode", mode(installation));
    authorities(installation).stream()
        .findFirst()
        .ifPresent(file -> login.setProperty("sslrootcert", file.toString()));
    login.setProperty("ApplicationName", "hushkey-doctor");
    login.setProperty("connectTimeout", "2");
    login.setProperty("loginTimeout", "4");
    login.setProperty("socketTimeout", "4");
    login.setProperty("options", "-c statement_timeout=3s -c default_transaction_read_only=on");
    return login;
  }

  @Override
  public String toString() {
    return host + ":" + port + "/" + database;
  }
}
