package dev.hushkey.revocation.sessions;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.wire.QuarkusSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Whether this installation can end people's sessions; it needs a service account at Keycloak. */
@Singleton
public class SessionEnding {

  private final boolean configured;

  @Inject
  SessionEnding(QuarkusSettings settings) {
    this.configured = settings.keycloak().adminClient().isConfigured();
  }

  /** Whether this person's sessions at Keycloak can be ended. */
  public boolean reaches(UserId user) {
    return configured && KeycloakSessions.canBeInAPath(user);
  }

  /**
   * Nothing is revoked when not everything that was asked for can be done.
   *
   * @throws FailureException {@link Failure.MalformedRequest}, which says what to configure
   */
  public void require() {
    if (!configured) {
      throw FailureException.malformed(
          "endSessions",
          "this server cannot end sessions. Revoke without it, or set"
              + " quarkus.keycloak.admin-client.server-url and client-secret");
    }
  }
}
