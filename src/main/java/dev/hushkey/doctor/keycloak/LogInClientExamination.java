package dev.hushkey.doctor.keycloak;

import static dev.hushkey.doctor.finding.Check.KEYCLOAK_LOG_IN_CLIENT;
import static dev.hushkey.doctor.finding.Check.KEYCLOAK_REDIRECT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.QuarkusSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Looks at the client that people log in through, by requests that lead to no log-in. */
final class LogInClientExamination {

  /** RFC 7636, appendix B. */
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private static final int FIRST_REFUSAL = 400;

  private final ServiceSettings installation;
  private final Web web;
  private final JsonNode metadata;
  private final Findings findings;
  private final QuarkusSettings.Login login;

  LogInClientExamination(
      ServiceSettings installation, Web web, JsonNode metadata, Findings findings) {
    this.installation = installation;
    this.web = web;
    this.metadata = metadata;
    this.findings = findings;
    this.login = installation.quarkus().oidc().login();
  }

  void examine() throws NoAnswer {
    Optional<SecretText> secret = login.credentials().secret();
    if (secret.isEmpty()) {
      findings.skip(KEYCLOAK_LOG_IN_CLIENT, "%s authenticates without a secret", login.clientId());
    } else {
      examineSecret(secret.get());
    }
    if (ServiceSettings.isSet(installation.issuer())) {
      examineRedirects(back("/account/login"));
    }
  }

  /** A code that nobody issued: whoever knows the secret is told so, anybody else is not. */
  private void examineSecret(SecretText secret) throws NoAnswer {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", "hushkey-doctor-has-none");
    form.put("redirect_uri", back("/account/login"));
    form.put("client_id", login.clientId());
    form.put("client_secret", secret.reveal());
    String error =
        web.post(metadata.path("token_endpoint").asText(), form).json().path("error").asText();
    if (error.equals("invalid_grant")) {
      findings.ok(KEYCLOAK_LOG_IN_CLIENT, "%s, with our secret", login.clientId());
    } else {
      findings.fail(
          KEYCLOAK_LOG_IN_CLIENT,
          "%s is refused: %s (no such client, another secret, or no standard flow)",
          login.clientId(),
          error);
    }
  }

  private void examineRedirects(String ours) throws NoAnswer {
    if (!isTaken(ours)) {
      findings.fail(
          KEYCLOAK_REDIRECT, "%s does not send people back to %s", login.clientId(), ours);
    } else if (isTaken("https://doctor.invalid/account/login")) {
      findings.fail(KEYCLOAK_REDIRECT, "%s sends people to any address there is", login.clientId());
    } else if (isTaken(back("/doctor/elsewhere"))) {
      findings.add(
          KEYCLOAK_REDIRECT,
          Status.WARNING,
          "%s sends people back to every path of ours".formatted(login.clientId()),
          "Valid redirect URIs of %s: %s and nothing else".formatted(login.clientId(), ours));
    } else {
      findings.ok(KEYCLOAK_REDIRECT, "%s", ours);
    }
  }

  private boolean isTaken(String redirect) throws NoAnswer {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("response_type", "code");
    request.put("client_id", login.clientId());
    request.put("redirect_uri", redirect);
    request.put("scope", "openid");
    request.put("state", "doctor");
    request.put("nonce", "doctor");
    request.put("code_challenge", CHALLENGE);
    request.put("code_challenge_method", "S256");
    String endpoint = metadata.path("authorization_endpoint").asText();
    return web.get(endpoint + "?" + Web.query(request)).status() < FIRST_REFUSAL;
  }

  private String back(String path) {
    return installation.issuer() + path;
  }
}
