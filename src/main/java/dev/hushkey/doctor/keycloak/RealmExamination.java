package dev.hushkey.doctor.keycloak;

import static dev.hushkey.doctor.finding.Check.KEYCLOAK_BACK_CHANNEL;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_CALLERS;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_REDIRECT;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_ROLES;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_SESSIONS_CLIENT;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_VERSION;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.Secrets;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.QuarkusSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at the realm from its inside, as far as a token lets us. */
final class RealmExamination {

  private static final List<String> ROLES = List.of("admin", "camera-backend", "skill");
  private static final int VERSION = 26;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final String LENT = "needs a token that may read the realm: --keycloak-token-file";

  /** What is more than ending sessions takes. */
  private static final Set<String> WIDE =
      Set.of(
          "realm-admin",
          "manage-realm",
          "manage-users",
          "manage-clients",
          "manage-authorization",
          "manage-identity-providers",
          "impersonation");

  private final ServiceSettings installation;
  private final Web web;
  private final Secrets secrets;
  private final Findings findings;

  RealmExamination(ServiceSettings installation, Web web, Secrets secrets, Findings findings) {
    this.installation = installation;
    this.web = web;
    this.secrets = secrets;
    this.findings = findings;
  }

  void examine(Optional<SecretText> adminToken) throws NoAnswer {
    if (adminToken.isEmpty()) {
      for (Check each : List.of(KEYCLOAK_ROLES, KEYCLOAK_BACK_CHANNEL, KEYCLOAK_VERSION)) {
        findings.skip(each, LENT);
      }
      return;
    }
    secrets.add(adminToken.get().reveal());
    String token = adminToken.get().reveal();
    examineRoles(token);
    examineAudience(token);
    examineLogInClient(token);
    examineVersion(token);
  }

  void examineSessionsClient(ServiceTokens tokens) throws NoAnswer {
    QuarkusSettings.AdminClient admin = installation.quarkus().keycloak().adminClient();
    if (!admin.isConfigured()) {
      findings.ok(KEYCLOAK_SESSIONS_CLIENT, "none is configured: sessions are not ended");
      return;
    }
    ServiceTokens.Grant answer = tokens.get(admin.clientId(), admin.clientSecret().orElseThrow());
    if (!answer.error().isEmpty()) {
      findings.fail(
          KEYCLOAK_SESSIONS_CLIENT, "%s gets no token: %s", admin.clientId(), answer.error());
      return;
    }
    JsonNode claims = answer.claims();
    Set<String> wide =
        new TreeSet<>(Claims.texts(claims.at("/resource_access/realm-management/roles")));
    wide.retainAll(WIDE);
    if (wide.isEmpty()) {
      findings.ok(KEYCLOAK_SESSIONS_CLIENT, "%s, without a wide role", admin.clientId());
    } else {
      findings.warn(
          KEYCLOAK_SESSIONS_CLIENT,
          "%s has the roles %s: with its secret one can take over accounts",
          admin.clientId(),
          String.join(", ", wide));
    }
  }

  private void examineRoles(String token) throws NoAnswer {
    boolean fine = true;
    for (String role : ROLES) {
      int status = web.get(admin("/roles/" + role), token).status();
      if (status == NOT_FOUND) {
        findings.fail(KEYCLOAK_ROLES, "there is no role %s", role);
        fine = false;
      } else if (status != OK) {
        findings.skip(KEYCLOAK_ROLES, "the token may not read roles (%d)", status);
        return;
      }
    }
    if (fine) {
      findings.ok(KEYCLOAK_ROLES, "%s", String.join(", ", ROLES));
    }
  }

  private void examineLogInClient(String token) throws NoAnswer {
    QuarkusSettings.Login login = installation.quarkus().oidc().login();
    JsonNode client = client(login.clientId(), token);
    if (client.isMissingNode()) {
      findings.skip(KEYCLOAK_BACK_CHANNEL, "the token shows no client %s", login.clientId());
      return;
    }
    for (String uri : Claims.texts(client.path("redirectUris"))) {
      if (uri.equals("*") || uri.matches("https?://\\*.*")) {
        findings.fail(KEYCLOAK_REDIRECT, "%s has the redirect URI %s", login.clientId(), uri);
      }
    }
    String ours = installation.issuer() + "/oauth2/back-channel-logout";
    String told = client.at("/attributes/backchannel.logout.url").asText("");
    if (!told.equals(ours)) {
      findings.fail(
          KEYCLOAK_BACK_CHANNEL,
          "%s tells %s, not %s",
          login.clientId(),
          told.isEmpty() ? "nobody" : told,
          ours);
    } else if (!client.at("/attributes/backchannel.logout.session.required").asBoolean()) {
      findings.fail(KEYCLOAK_BACK_CHANNEL, "it does not say which session ended");
    } else {
      findings.ok(KEYCLOAK_BACK_CHANNEL, "%s", told);
    }
  }

  private void examineAudience(String token) throws NoAnswer {
    String audience = installation.text("quarkus.oidc.token.audience").orElse("hushkey-api");
    if (client(audience, token).isMissingNode()) {
      findings.fail(KEYCLOAK_CALLERS, "there is no client %s, so no mapper can name it", audience);
    }
  }

  private JsonNode client(String id, String token) throws NoAnswer {
    return web.get(admin("/clients?" + Web.query(Map.of("clientId", id))), token).json().path(0);
  }

  private void examineVersion(String token) throws NoAnswer {
    URI realm = installation.quarkus().oidc().authServerUrl();
    String server = realm.toString().replaceAll("/realms/[^/]+/*$", "");
    String version =
        web.get(server + "/admin/serverinfo", token).json().at("/systemInfo/version").asText("");
    if (version.isEmpty()) {
      findings.skip(KEYCLOAK_VERSION, "the token may not read it");
    } else if (Integer.parseInt(version.replaceAll("\\D.*", "")) < VERSION) {
      findings.fail(KEYCLOAK_VERSION, "version %s", version);
    } else {
      findings.ok(KEYCLOAK_VERSION, "version %s", version);
    }
  }

  private String admin(String path) {
    return installation
            .quarkus()
            .oidc()
            .authServerUrl()
            .toString()
            .replaceAll("/realms/([^/]+)/*$", "/admin/realms/$1")
        + path;
  }
}
