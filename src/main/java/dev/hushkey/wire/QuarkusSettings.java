package dev.hushkey.wire;

import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/**
 * What an installation sets of Quarkus itself: the database and Keycloak. Everything else of
 * Quarkus is set in {@code application.properties}, and can be changed there too.
 */
@Settings("quarkus")
public interface QuarkusSettings extends SettingRules {

  /** The database. */
  Datasource datasource();

  /** Whom we believe about internal callers. */
  Oidc oidc();

  /** Keycloak's own API. */
  Keycloak keycloak();

  /** PostgreSQL 17 or newer. */
  interface Datasource {

    /** Whom we connect as. It owns the schema, since migrations run at the start. */
    String username();

    /** The password of that user. Absent where the server asks for none. */
    Optional<SecretText> password();

    /** Where the service connects, such as {@code postgresql://db.example.com/hushkey}. */
    Reactive reactive();

    /** Where migrations connect. */
    Jdbc jdbc();
  }

  /** The connections of the service. */
  interface Reactive {

    /** PostgreSQL 17 or newer, such as {@code postgresql://db.example.com:5432/hushkey}. */
    String url();
  }

  /** The connections of the migrations. */
  interface Jdbc {

    /**
     * The same database, for migrations only, such as {@code
     * jdbc:postgresql://db.example.com:5432/hushkey}.
     */
    String url();
  }

  /** Keycloak. */
  interface Oidc {

    /** The Keycloak realm that vouches for internal callers: camera backend, skill, admins, app. */
    URI authServerUrl();

    /** Log-in of people. */
    Login login();
  }

  /** Where people log in. */
  interface Login {

    /** The same realm, for people. */
    URI authServerUrl();

    /** Our client there, with the standard flow. */
    @WithDefault("hushkey-login")
    String clientId();

    /** What we prove to be that client with. */
    Credentials credentials();

    /** The cookie of those who are logged in. */
    TokenStateManager tokenStateManager();
  }

  /** A client's secret. */
  interface Credentials {

    /** The client's secret. Absent where the client authenticates in another way of Quarkus. */
    Optional<SecretText> secret();
  }

  /** The cookie. */
  interface TokenStateManager {

    /**
     * Encrypts the cookie of those who are logged in: 32 or more characters, the same on all
     * replicas.
     */
    SecretText encryptionSecret();
  }

  /** Keycloak's own API. */
  interface Keycloak {

    /** How we get there. */
    AdminClient adminClient();
  }

  /** A service account that may end people's sessions. */
  interface AdminClient {

    /** Keycloak's base address, without {@code /realms}. */
    URI serverUrl();

    /** The realm whose sessions are ended. */
    @WithDefault("hushkey")
    String realm();

    /** Our service account there, with the role {@code manage-users}. */
    @WithDefault("hushkey-sessions")
    String clientId();

    /** The secret of that service account. */
    SecretText clientSecret();
  }

  @Override
  default void check(Mistakes mistakes) {
    mistakes.checkHttpsInProduction("quarkus.oidc.auth-server-url", oidc().authServerUrl());
    mistakes.checkHttpsInProduction(
        "quarkus.oidc.login.auth-server-url", oidc().login().authServerUrl());
    mistakes.checkHttpsInProduction(
        "quarkus.keycloak.admin-client.server-url", keycloak().adminClient().serverUrl());
  }
}
