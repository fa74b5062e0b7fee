package dev.hushkey.doctor.keycloak;

import static dev.hushkey.doctor.finding.Check.KEYCLOAK_CALLERS;

import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.secret.SecretText;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gets a token as each caller would, and looks at what the service would see of it. */
final class CallerExamination {

  private static final Set<String> ROLES =
      Set.of("admin", "camera-backend", "security-tool", "skill");

  private final ServiceTokens tokens;
  private final String audience;
  private final Findings findings;

  CallerExamination(ServiceTokens tokens, ServiceSettings installation, Findings findings) {
    this.tokens = tokens;
    this.audience = installation.text("quarkus.oidc.token.audience").orElse("hushkey-api");
    this.findings = findings;
  }

  void examine(Map<String, SecretText> callers) throws NoAnswer {
    if (callers.isEmpty()) {
      findings.skip(
          KEYCLOAK_CALLERS, "lend their secrets: --caller-secret-file camera-backend=FILE");
    }
    for (Map.Entry<String, SecretText> caller : callers.entrySet()) {
      examine(caller.getKey(), tokens.get(caller.getKey(), caller.getValue()));
    }
  }

  private void examine(String client, ServiceTokens.Grant answer) {
    if (!answer.error().isEmpty()) {
      findings.fail(KEYCLOAK_CALLERS, "%s gets no token: %s", client, answer.error());
      return;
    }
    Set<String> roles = new TreeSet<>(Claims.texts(answer.claims().at("/realm_access/roles")));
    roles.retainAll(ROLES);
    boolean fine = true;
    if (!Claims.texts(answer.claims().path("aud")).contains(audience)) {
      findings.fail(
          KEYCLOAK_CALLERS, "%s: its token is not for %s (no audience mapper)", client, audience);
      fine = false;
    }
    if (roles.isEmpty()) {
      findings.fail(
          KEYCLOAK_CALLERS, "%s: its token has none of the roles %s", client, new TreeSet<>(ROLES));
      fine = false;
    }
    if (fine) {
      findings.ok(KEYCLOAK_CALLERS, "%s: %s", client, String.join(", ", roles));
    }
  }
}
