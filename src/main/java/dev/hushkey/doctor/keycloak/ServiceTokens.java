package dev.hushkey.doctor.keycloak;

import static dev.hushkey.doctor.finding.Check.KEYCLOAK_CLOCK;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.Secrets;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.secret.SecretText;
import java.time.Instant;
import java.util.Map;

/**
 * Gets tokens of service accounts. The first one also tells Keycloak's clock, whose answers have no
 * {@code Date}.
 */
final class ServiceTokens {

  private static final int OK = 200;

  private final ServiceSettings installation;
  private final Web web;
  private final String endpoint;
  private final Secrets secrets;
  private final Findings findings;

  private boolean clockIsKnown;

  ServiceTokens(
      ServiceSettings installation, Web web, String endpoint, Secrets secrets, Findings findings) {
    this.installation = installation;
    this.web = web;
    this.endpoint = endpoint;
    this.secrets = secrets;
    this.findings = findings;
  }

  /**
   * A token, or why there is none.
   *
   * @param claims missing when there is none
   */
  record Grant(JsonNode claims, String error) {}

  /** Asks as this client. */
  Grant get(String client, SecretText secret) throws NoAnswer {
    secrets.add(secret.reveal());
    Instant before = installation.clock().instant();
    Answer reply =
        web.post(
            endpoint,
            Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                client,
                "client_secret",
                secret.reveal()));
    String token = reply.json().path("access_token").asText();
    secrets.add(token);
    JsonNode claims = Claims.of(token);
    if (reply.status() == OK && claims.has("iat")) {
      tellClock(claims.path("iat").asLong(), before);
    }
    return new Grant(claims, reply.status() == OK ? "" : reply.json().path("error").asText());
  }

  private synchronized void tellClock(long seconds, Instant before) {
    if (!clockIsKnown) {
      clockIsKnown = true;
      installation
          .clocks()
          .compareWholeSecond(KEYCLOAK_CLOCK, Instant.ofEpochSecond(seconds), before, findings);
    }
  }

  /** To be called last. */
  synchronized void finish() {
    if (!clockIsKnown) {
      findings.skip(
          KEYCLOAK_CLOCK, "Keycloak tells its clock in tokens only: lend --caller-secret-file");
    }
  }
}
