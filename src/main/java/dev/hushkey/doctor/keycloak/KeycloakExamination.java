package dev.hushkey.doctor.keycloak;

import static dev.hushkey.doctor.finding.Check.KEYCLOAK_BACK_CHANNEL;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_KEYS;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_REACHABLE;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_TLS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.TlsLook;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.Secrets;
import dev.hushkey.doctor.setup.ServiceSettings;
import java.io.IOException;
import java.net.URI;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the realm. */
public final class KeycloakExamination {

  private static final String METADATA = "/.well-known/openid-configuration";
  private static final int OK = 200;
  private static final int HTTPS = 443;

  private final ServiceSettings installation;
  private final Secrets secrets;
  private final Findings findings;
  private final URI realm;

  public KeycloakExamination(ServiceSettings installation, Secrets secrets, Findings findings) {
    this.installation = installation;
    this.secrets = secrets;
    this.findings = findings;
    this.realm = installation.quarkus().oidc().authServerUrl();
  }

  /** Looks at everything that these credentials let us see. */
  public void examine(Credentials lent) {
    if (!ServiceSettings.isSet(realm)) {
      findings.skipRest(Area.KEYCLOAK, "quarkus.oidc.auth-server-url is not in order");
      return;
    }
    Optional<KeyStore> authorities;
    try {
      authorities =
          installation.authorities(installation.text("quarkus.oidc.tls.tls-configuration-name"));
    } catch (IOException unreadable) {
      findings.fail(KEYCLOAK_TLS, "%s", unreadable.getMessage());
      findings.skipRest(Area.KEYCLOAK, "its authority has to be readable first");
      return;
    }
    examineTls(authorities);
    try (Web web = new Web(authorities.map(Authorities::trusting))) {
      examineRealm(web, lent);
    } catch (NoAnswer silent) {
      findings.fail(KEYCLOAK_REACHABLE, "%s: %s", realm, silent.getMessage());
    }
    findings.skipRest(Area.KEYCLOAK, "Keycloak has to answer first");
  }

  private void examineTls(Optional<KeyStore> authorities) {
    if (!"https".equalsIgnoreCase(realm.getScheme())) {
      findings.add(
          KEYCLOAK_TLS,
          installation.unencrypted(realm.getHost()),
          realm + " is not encrypted",
          KEYCLOAK_TLS.remedy());
      return;
    }
    int port = realm.getPort() < 0 ? HTTPS : realm.getPort();
    installation
        .tls()
        .look(
            KEYCLOAK_TLS,
            new TlsLook.Server(realm.getHost(), port, TlsLook.Begin.TLS),
            authorities,
            findings);
  }

  private void examineRealm(Web web, Credentials lent) throws NoAnswer {
    Answer reply = web.get(realm.toString().replaceAll("/+$", "") + METADATA);
    JsonNode metadata = reply.json();
    if (reply.status() != OK || !metadata.has("token_endpoint")) {
      findings.fail(KEYCLOAK_REACHABLE, "%s answers %d: no such realm", realm, reply.status());
      return;
    }
    String issuer = metadata.path("issuer").asText();
    if (issuer.equals(realm.toString())) {
      findings.ok(KEYCLOAK_REACHABLE, "%s", realm);
    } else {
      findings.warn(
          KEYCLOAK_REACHABLE,
          "%s calls itself %s: tokens that are made under another name are refused",
          realm,
          issuer);
    }
    examineKeys(web, metadata.path("jwks_uri").asText());
    if (!metadata.path("backchannel_logout_supported").asBoolean()) {
      findings.fail(KEYCLOAK_BACK_CHANNEL, "the realm does not support it");
    }
    ServiceTokens tokens =
        new ServiceTokens(
            installation, web, metadata.path("token_endpoint").asText(), secrets, findings);
    RealmExamination inside = new RealmExamination(installation, web, secrets, findings);
    together(
        () -> new LogInClientExamination(installation, web, metadata, findings).examine(),
        () -> new CallerExamination(tokens, installation, findings).examine(lent.callers()),
        () -> inside.examineSessionsClient(tokens),
        () -> inside.examine(lent.adminToken()));
    tokens.finish();
  }

  /** A look that needs answers. */
  @FunctionalInterface
  private interface Look {
    void take() throws NoAnswer;
  }

  private void together(Look... looks) {
    List<Thread> threads = new ArrayList<>();
    for (Look look : looks) {
      threads.add(Thread.ofVirtual().name("doctor-realm").start(() -> take(look)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException stopped) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private void take(Look look) {
    try {
      look.take();
    } catch (NoAnswer silent) {
      findings.fail(KEYCLOAK_REACHABLE, "%s: %s", realm, silent.getMessage());
    }
  }

  private void examineKeys(Web web, String jwks) throws NoAnswer {
    int signing = 0;
    for (JsonNode key : web.get(jwks).json().path("keys")) {
      signing += "sig".equals(key.path("use").asText("sig")) ? 1 : 0;
    }
    if (signing == 0) {
      findings.fail(KEYCLOAK_KEYS, "none at %s", jwks);
    } else {
      findings.ok(KEYCLOAK_KEYS, "%d", signing);
    }
  }
}
