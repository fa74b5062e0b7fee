package dev.hushkey.doctor.finding;

import java.util.Locale;

/**
 * Everything that is looked at: what a finding means, and what to do then. docs/doctor.md is made
 * from this.
 */
public enum Check {
  SETTINGS_VALID(
      Area.SETTINGS,
      "every setting can be read and is in order",
      "The service does not start.",
      "Correct the setting; docs/configuration.md describes each."),
  SETTINGS_GUARD(
      Area.SETTINGS,
      "nothing that the production guard refuses",
      "The service does not start outside of the profiles dev and test.",
      "Correct the setting; docs/configuration.md says what each guarded setting must be."),
  SETTINGS_PROFILE(
      Area.SETTINGS,
      "the profile is guarded",
      "With the profile dev or test an unsafe set-up starts without a word.",
      "Unset QUARKUS_PROFILE (quarkus.profile), or name a profile of your own."),
  SETTINGS_FILES(
      Area.SETTINGS,
      "the files that settings name can be read, and secrets by their owner alone",
      "Whoever can log in on this machine can read the secret.",
      "chmod 640 FILE; chown root:hushkey FILE"),
  SETTINGS_REDIRECT_URIS(
      Area.SETTINGS,
      "the redirect URIs of each assistant are the ones that its vendor uses",
      "Linking ends at an error page of ours for the people whom the vendor sends elsewhere.",
      "Copy every redirect URI from the vendor's console to"
          + " hushkey.assistants.ID.redirect-uris."),

  MACHINE_JAVA(
      Area.MACHINE,
      "Java is 25 or newer, and which Hushkey this is",
      "Hushkey does not run on an older Java.",
      "Install a JRE 25 (https://adoptium.net), or set JAVA_HOME."),
  MACHINE_AOT(
      Area.MACHINE,
      "the AOT cache fits this Java and these files",
      "The service starts in several times the time; it works the same.",
      "hushkey aot-cache"),
  MACHINE_OPEN_FILES(
      Area.MACHINE,
      "a process may open 8,192 files",
      "Under load connections are refused: each is an open file.",
      "LimitNOFILE=65536 in the unit (systemctl edit hushkey), or ulimit -n 65536."),
  MACHINE_MEMORY(
      Area.MACHINE,
      "there are 512 MiB of memory, a quarter of which are heap by default",
      "The JVM collects garbage all the time, or the container is killed.",
      "Raise the memory limit, or set the heap: HUSHKEY_JAVA_OPTIONS=-Xmx512m."),

  POSTGRESQL_REACHABLE(
      Area.POSTGRESQL,
      "it answers to the service's log-in",
      "Nothing works without it.",
      "Look at quarkus.datasource.reactive.url, .username and .password, pg_hba.conf, and the"
          + " network."),
  POSTGRESQL_TLS(
      Area.POSTGRESQL,
      "TLS, and a certificate that can be trusted and will last",
      "Whose camera is seen crosses the network in clear text, or will not be answered soon.",
      "quarkus.datasource.reactive.postgresql.ssl-mode=verify-full with"
          + " quarkus.datasource.reactive.trust-certificate-pem.certs; renew the certificate in"
          + " time."),
  POSTGRESQL_VERSION(
      Area.POSTGRESQL,
      "version 17 or newer",
      "Statements of ours may be unknown to it.",
      "Upgrade PostgreSQL."),
  POSTGRESQL_PRIMARY(
      Area.POSTGRESQL,
      "it accepts writes",
      "Every request that changes something is answered with 503.",
      "Name the primary in quarkus.datasource.reactive.url."),
  POSTGRESQL_CLOCK(
      Area.POSTGRESQL,
      "its clock and ours agree",
      "Beyond hushkey.clock-tolerance the service is not ready.",
      "Let chrony or systemd-timesyncd set the clocks of both machines."),
  POSTGRESQL_ONE_DATABASE(
      Area.POSTGRESQL,
      "migrations and the service use the same database",
      "Migrations change a database that nobody uses.",
      "Let hushkey.migration.jdbc-url and quarkus.datasource.reactive.url name the same host, port"
          + " and database."),
  POSTGRESQL_MIGRATIONS(
      Area.POSTGRESQL,
      "the schema is the one of this release",
      "The service does not start on a schema that is older than it needs.",
      "hushkey migrate"),
  POSTGRESQL_TIMELINE(
      Area.POSTGRESQL,
      "it was not restored since, or somebody has said what was lost",
      "The service answers every request with 503: tokens that were dead could live again.",
      "hushkey restored --nothing-lost, --end-links or --keep-links; docs/runbooks/restore.md says"
          + " which."),
  POSTGRESQL_OWNERS(
      Area.POSTGRESQL,
      "the owner of every device is known",
      "After a restore, hand-outs and checks for these devices are answered with 503.",
      "Have the camera backend name every owner again (POST /v1/devices/owners), then: hushkey"
          + " restored --owners-imported"),
  POSTGRESQL_ROLE(
      Area.POSTGRESQL,
      "the service's role owns nothing and is no superuser",
      "Whoever has its password can change or switch off the audit trail.",
      "Give everything to hushkey_owner and let the service log in as another role:"
          + " docs/deployment.md, Database roles."),
  POSTGRESQL_GRANTS(
      Area.POSTGRESQL,
      "the role may do what the service does, and may not change the audit trail",
      "Requests fail, or the record can be changed.",
      "hushkey migrate, which also grants."),
  POSTGRESQL_RECORD(
      Area.POSTGRESQL,
      "the record has partitions for the days to come, and all of it is in them",
      "Nothing is lost: what has no partition is in audit_event_rest. But it stays there, longer than"
          + " the record is to be kept.",
      "The service's log says why it made none; hushkey migrate makes them, too. Rows that are in"
          + " audit_event_rest can only be moved by the owner."),
  POSTGRESQL_CONNECTIONS(
      Area.POSTGRESQL,
      "a replica's pool fits into max_connections",
      "Under load connections are refused.",
      "Lower quarkus.datasource.reactive.max-size, or raise max_connections."),

  VAULT_REACHABLE(
      Area.VAULT,
      "it answers, unsealed",
      "Nothing can be sealed or opened.",
      "Look at hushkey.vault.address and the network; bao operator unseal"),
  VAULT_TLS(
      Area.VAULT,
      "TLS, and certificates that can be trusted and will last",
      "Tokens cross the network in clear text, or Vault will not be answered soon.",
      "hushkey.vault.address with https, hushkey.vault.tls.ca-file with its authority; renew the"
          + " certificate in time."),
  VAULT_VERSION(
      Area.VAULT,
      "OpenBao 2, or Vault 1.16 or newer, with storage",
      "Requests of ours may be unknown to it; a development server loses its keys, and with them"
          + " every token.",
      "Upgrade it; never use a server that was started with -dev."),
  VAULT_CLOCK(
      Area.VAULT,
      "its clock and ours agree",
      "Log-ins are renewed too late.",
      "Let chrony or systemd-timesyncd set the clocks of both machines."),
  VAULT_LOG_IN(
      Area.VAULT,
      "both log-ins work",
      "Nothing can be sealed or opened; without the second one, keys are not rotated.",
      "Deliver a new secret-id or token; docs/vault.md, Logging in."),
  VAULT_LOG_IN_LASTS(
      Area.VAULT,
      "the secret-ids do not end soon",
      "Once one has ended, restarts fail, and within four hours every replica.",
      "bao write -f -field=secret_id auth/approle/role/hushkey-serve/secret-id > FILE"),
  VAULT_TOKEN(
      Area.VAULT,
      "the tokens have the policy of their role and no other",
      "Who steals the token can do more than use the keys.",
      "Log in with hushkey-serve and hushkey-rotate alone: hushkey vault provision"),
  VAULT_RIGHTS(
      Area.VAULT,
      "the tokens may do what the service does, and nothing that would give a key away",
      "Requests fail, or who steals the token can read, end or delete keys.",
      "hushkey vault provision --assistants=…, with a token of the policy hushkey-provision"),
  VAULT_KEYS(
      Area.VAULT,
      "each assistant's key and the signing key exist, with the right properties",
      "Linking fails for that assistant, or its tokens are less protected than promised.",
      "hushkey vault provision --assistants=… --dry-run shows it; a key of another kind has to be"
          + " replaced: docs/runbooks/keys.md"),
  VAULT_CIPHERTEXTS(
      Area.VAULT,
      "each key has every version that seals something in use",
      "What the version is missing for can never be opened: the database and Vault are of different"
          + " moments.",
      "docs/runbooks/vault-lost.md"),
  VAULT_SEALS(
      Area.VAULT,
      "a probe is sealed and opened with each key",
      "Nothing can be sealed or opened with that key.",
      "hushkey vault provision --assistants=… --dry-run"),
  VAULT_DRIFT(
      Area.VAULT,
      "mounts, keys, policies and roles are as hushkey vault provision sets them",
      "Somebody changed something by hand, or an upgrade needs more.",
      "hushkey vault provision --assistants=…, with a token of the policy hushkey-provision"),

  KEYCLOAK_REACHABLE(
      Area.KEYCLOAK,
      "the realm's metadata can be read and names the realm as configured",
      "Nobody can log in, and internal callers are refused.",
      "Look at quarkus.oidc.auth-server-url, Keycloak's --hostname, and the network."),
  KEYCLOAK_TLS(
      Area.KEYCLOAK,
      "TLS, and a certificate that can be trusted and will last",
      "Passwords and tokens cross the network in clear text, or Keycloak will not be answered"
          + " soon.",
      "https in quarkus.oidc.auth-server-url, its authority in quarkus.tls.NAME.trust-store.pem.certs"
          + " and NAME in quarkus.oidc.tls.tls-configuration-name; renew the certificate in time."),
  KEYCLOAK_VERSION(
      Area.KEYCLOAK,
      "version 26 or newer",
      "Back-channel log-out or DPoP may be missing.",
      "Upgrade Keycloak."),
  KEYCLOAK_CLOCK(
      Area.KEYCLOAK,
      "its clock and ours agree",
      "Good tokens are refused, as not valid yet or as expired.",
      "Let chrony or systemd-timesyncd set the clocks of both machines."),
  KEYCLOAK_KEYS(
      Area.KEYCLOAK,
      "the realm publishes keys that sign",
      "No token can be verified.",
      "Realm settings, Keys: add an RSA or EC key provider."),
  KEYCLOAK_LOG_IN_CLIENT(
      Area.KEYCLOAK,
      "the client that people log in through exists, with our secret",
      "Nobody can log in to link an assistant.",
      "quarkus.oidc.login.client-id and quarkus.oidc.login.credentials.secret have to be those of"
          + " the client, with standard flow and client authentication."),
  KEYCLOAK_REDIRECT(
      Area.KEYCLOAK,
      "it sends people back to our address, and to no other",
      "Nobody can log in, or a thief can have log-ins sent to an address of theirs.",
      "Valid redirect URIs of the client: hushkey.issuer + /account/login, exactly."),
  KEYCLOAK_BACK_CHANNEL(
      Area.KEYCLOAK,
      "the realm tells us when a session ends",
      "Who is logged out at Keycloak stays logged in at our pages for up to five minutes.",
      "Backchannel logout URL of the client: hushkey.issuer + /oauth2/back-channel-logout, with"
          + " session required."),
  KEYCLOAK_SESSIONS_CLIENT(
      Area.KEYCLOAK,
      "the service account that ends sessions works and may do little else",
      "Sessions cannot be ended, or who steals its secret can take over the realm.",
      "docs/threat-model.md, The service account that ends sessions."),
  KEYCLOAK_ROLES(
      Area.KEYCLOAK,
      "the realm has the roles admin, camera-backend and skill",
      "Internal callers are refused with 403.",
      "Realm roles, Create role: admin, camera-backend, skill."),
  KEYCLOAK_CALLERS(
      Area.KEYCLOAK,
      "tokens of internal callers have our audience and one of our roles",
      "That caller is refused with 401 (audience) or 403 (role).",
      "Give the client a mapper of type Audience for hushkey-api, and its service account the realm"
          + " role."),

  ADDRESS_REACHABLE(
      Area.ADDRESS,
      "hushkey.issuer leads to this service, and its metadata says so",
      "Assistants cannot link.",
      "Look at hushkey.issuer, DNS, and the proxy in front: docs/deployment.md"),
  ADDRESS_TLS(
      Area.ADDRESS,
      "https, and a certificate for this name that everybody trusts and that will last",
      "Assistants refuse to talk to it, now or soon.",
      "Renew the certificate at the proxy; hushkey.issuer has to begin with https://."),
  ADDRESS_KEYS(
      Area.ADDRESS,
      "the keys that verify our tokens are published there",
      "Nobody can verify a token of ours.",
      "Let the proxy pass /oauth2/* on; hushkey keys list"),
  ADDRESS_INNER_PATHS(
      Area.ADDRESS,
      "health, metrics and the API document cannot be reached there",
      "Anybody can watch the service, and make it work.",
      "Let the proxy pass on only the paths that docs/deployment.md lists."),
  ADDRESS_LOG_OUT(
      Area.ADDRESS,
      "Keycloak can tell us there that a session has ended",
      "Who is logged out at Keycloak stays logged in at our pages for up to five minutes.",
      "Let the proxy pass POST /oauth2/back-channel-logout on."),

  SERVICE_PUBLIC(
      Area.SERVICE,
      "the public listener answers, without health, metrics and the API document",
      "Anybody who reaches the port can watch the service.",
      "quarkus.management.enabled=true, and its port published to the inside only."),
  SERVICE_MANAGEMENT(
      Area.SERVICE,
      "the management listener answers on a port of its own",
      "Probes and metrics fail.",
      "quarkus.management.port, which must differ from quarkus.http.port."),
  SERVICE_READY(
      Area.SERVICE,
      "it is alive and ready",
      "It gets no requests.",
      "The finding names the dependency; the service's log says more.");

  private final Area area;
  private final String looksAt;
  private final String means;
  private final String remedy;

  Check(Area area, String looksAt, String means, String remedy) {
    this.area = area;
    this.looksAt = looksAt;
    this.means = means;
    this.remedy = remedy;
  }

  public Area area() {
    return area;
  }

  /** What is in order when it is in order. */
  public String looksAt() {
    return looksAt;
  }

  /** What happens when it is not. */
  public String means() {
    return means;
  }

  /** What to do then. */
  public String remedy() {
    return remedy;
  }

  /** Its name within its area. */
  @Override
  public String toString() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return name.substring(area.toString().length() + 1);
  }
}
