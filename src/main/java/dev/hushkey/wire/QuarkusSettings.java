package dev.hushkey.wire;

import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/**
 * Quarkus settings that an installation has to make: the database and Keycloak. Other Quarkus
 * settings are in {@code application.properties} and can be overridden.
 */
@Settings("quarkus")
public interface QuarkusSettings extends SettingRules {

  /** The database. */
  Datasource datasource();

  /** The realm that authenticates internal callers. */
  Oidc oidc();

  /** Keycloak's own API. */
  Keycloak keycloak();

  /** PostgreSQL 17 or newer. */
  interface Datasource {

    /** The role of the service. It owns nothing: {@code hushkey migrate} grants what it needs. */
    String username();

    /** The password of that role. Absent if the server asks for none. */
    Optional<SecretText> password();

    /** Where the service connects, such as {@code postgresql://db.example.com/hushkey}. */
    Reactive reactive();
  }

  /** The connections of the service. */
  interface Reactive {

    /** PostgreSQL 17 or newer, such as {@code postgresql://db.example.com:5432/hushkey}. */
    String url();
  }

  /** Keycloak. */
  interface Oidc {

    /**
     * The Keycloak realm that authenticates internal callers: camera backend, skill, admins, app.
     */
    URI authServerUrl();

    /** Log-in of people. */
    Login login();

    /** Whom we trust there. */
    Tls tls();
  }

  /** TLS to Keycloak. */
  interface Tls {

    /**
     * The TLS configuration of Quarkus ({@code quarkus.tls.<name>.…}) with the authorities that we
     * trust at Keycloak. Absent: those of the JDK.
     */
    Optional<String> tlsConfigurationName();
  }

  /** Where people log in. */
  interface Login {

    /** The same realm, for people. */
    URI authServerUrl();

    /** Our client there, with the standard flow. */
    @WithDefault("hushkey-login")
    String clientId();

    /** That client's credentials. */
    Credentials credentials();

    /** The session cookie. */
    TokenStateManager tokenStateManager();
  }

  /** A client's secret. */
  interface Credentials {

    /**
     * The client's secret. Absent where the client authenticates in another way that Quarkus
     * offers.
     */
    Optional<SecretText> secret();
  }

  /** The cookie. */
  interface TokenStateManager {

    /** Encrypts the session cookie: 32 or more characters, the same on all replicas. */
    SecretText encryptionSecret();
  }

  /** Keycloak's own API. */
  interface Keycloak {

    /** The connection to it. */
    AdminClient adminClient();
  }

  /**
   * A service account that may end people's sessions. What ends sessions may also do other things
   * to people's accounts, see docs/threat-model.md: leave it out, and a revocation cannot end
   * sessions.
   */
  interface AdminClient {

    /**
     * Keycloak's base address, without {@code /realms}. Absent: a revocation with {@code
     * --end-sessions} is refused.
     */
    Optional<URI> serverUrl();

    /** The realm whose sessions are ended. */
    @WithDefault("hushkey")
    String realm();

    /** Our service account there; docs/threat-model.md says with which permissions. */
    @WithDefault("hushkey-sessions")
    String clientId();

    /** The secret of that service account; with {@code server-url}, or not at all. */
    Optional<SecretText> clientSecret();

    /** Whether sessions can be ended. */
    default boolean isConfigured() {
      return serverUrl().isPresent() && clientSecret().isPresent();
    }
  }

  @Override
  default void check(Mistakes mistakes) {
    mistakes.checkHttpsWhereGuarded("quarkus.oidc.auth-server-url", oidc().authServerUrl());
    mistakes.checkHttpsWhereGuarded(
        "quarkus.oidc.login.auth-server-url", oidc().login().authServerUrl());
    AdminClient admin = keycloak().adminClient();
    String prefix = "quarkus.keycloak.admin-client.";
    admin.serverUrl().ifPresent(url -> mistakes.checkHttpsWhereGuarded(prefix + "server-url", url));
    mistakes.check(
        admin.serverUrl().isPresent() == admin.clientSecret().isPresent(),
        prefix + (admin.serverUrl().isPresent() ? "client-secret" : "server-url"),
        "is missing: server-url and client-secret belong together; to end no sessions, leave both"
            + " out");
  }
}
