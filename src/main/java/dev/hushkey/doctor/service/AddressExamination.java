package dev.hushkey.doctor.service;

import static dev.hushkey.doctor.finding.Check.ADDRESS_INNER_PATHS;
import static dev.hushkey.doctor.finding.Check.ADDRESS_KEYS;
import static dev.hushkey.doctor.finding.Check.ADDRESS_LOG_OUT;
import static dev.hushkey.doctor.finding.Check.ADDRESS_REACHABLE;
import static dev.hushkey.doctor.finding.Check.ADDRESS_TLS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.TlsLook;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.ServiceSettings;
import java.net.URI;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the address that assistants and people use. */
public final class AddressExamination {

  private static final String METADATA = "/.well-known/oauth-authorization-server";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;
  private static final int HTTPS = 443;

  private final ServiceSettings installation;
  private final Findings findings;
  private final URI issuer;

  public AddressExamination(ServiceSettings installation, Findings findings) {
    this.installation = installation;
    this.findings = findings;
    this.issuer = installation.issuer();
  }

  /**
   * Looks at everything.
   *
   * @param authorities to trust in place of the JDK's, where the address is an inner one
   */
  public void examine(Optional<KeyStore> authorities) {
    if (!ServiceSettings.isSet(issuer)) {
      findings.skipRest(Area.ADDRESS, "hushkey.issuer is not in order");
      return;
    }
    examineTls(authorities);
    try (Web web = new Web(authorities.map(Authorities::trusting))) {
      examine(web);
    } catch (NoAnswer silent) {
      findings.fail(ADDRESS_REACHABLE, "%s: %s", issuer, silent.getMessage());
    }
    findings.skipRest(Area.ADDRESS, "the address has to answer first");
  }

  private void examineTls(Optional<KeyStore> authorities) {
    if (!"https".equalsIgnoreCase(issuer.getScheme())) {
      findings.add(
          ADDRESS_TLS,
          installation.unencrypted(issuer.getHost()),
          issuer + " is not encrypted",
          ADDRESS_TLS.remedy());
      return;
    }
    int port = issuer.getPort() < 0 ? HTTPS : issuer.getPort();
    installation
        .tls()
        .look(
            ADDRESS_TLS,
            new TlsLook.Server(issuer.getHost(), port, TlsLook.Begin.TLS),
            authorities,
            findings);
  }

  private void examine(Web web) throws NoAnswer {
    Answer reply = web.get(issuer + METADATA);
    JsonNode metadata = reply.json();
    String named = metadata.path("issuer").asText("");
    if (reply.status() != OK || named.isEmpty()) {
      findings.fail(
          ADDRESS_REACHABLE,
          "%s answers %d to %s: that is not Hushkey",
          issuer,
          reply.status(),
          METADATA);
      return;
    }
    if (named.equals(issuer.toString())) {
      findings.ok(ADDRESS_REACHABLE, "%s", issuer);
    } else {
      findings.fail(ADDRESS_REACHABLE, "%s calls itself %s", issuer, named);
    }
    examineKeys(web, metadata.path("jwks_uri").asText());
    examineInnerPaths(web);
    examineLogOut(web);
  }

  private void examineKeys(Web web, String jwks) throws NoAnswer {
    int keys = web.get(jwks).json().path("keys").size();
    if (keys == 0) {
      findings.fail(ADDRESS_KEYS, "none at %s", jwks);
    } else {
      findings.ok(ADDRESS_KEYS, "%d at %s", keys, jwks);
    }
  }

  private void examineInnerPaths(Web web) throws NoAnswer {
    boolean fine = true;
    for (String path : List.of("/q/health/ready", "/q/metrics", "/q/openapi")) {
      int status = web.get(issuer + path).status();
      if (InnerPaths.isOpen(status)) {
        findings.fail(ADDRESS_INNER_PATHS, "%s answers %d to %s", issuer, status, path);
        fine = false;
      }
    }
    if (fine) {
      findings.ok(ADDRESS_INNER_PATHS, "none of /q can be reached");
    }
  }

  /** A message that Keycloak would never send is refused, by whoever understands such messages. */
  private void examineLogOut(Web web) throws NoAnswer {
    int status =
        web.post(issuer + "/oauth2/back-channel-logout", Map.of("logout_token", "doctor")).status();
    if (status == NOT_FOUND || status >= SERVER_ERROR) {
      findings.fail(ADDRESS_LOG_OUT, "answers %d", status);
    } else {
      findings.ok(ADDRESS_LOG_OUT, "refuses what is not Keycloak's, with %d", status);
    }
  }
}
