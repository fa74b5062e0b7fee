package dev.hushkey.revocation;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.wire.QuarkusSettings;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import org.keycloak.admin.client.Keycloak;

/** Ends people's log-in sessions through Keycloak's admin API. */
@ApplicationScoped
class KeycloakSessions {

  private final Keycloak keycloak;
  private final String realm;

  @Inject
  KeycloakSessions(Keycloak keycloak, QuarkusSettings settings) {
    this.keycloak = keycloak;
    this.realm = settings.keycloak().adminClient().realm();
  }

  /** Logs a person out everywhere. A user unknown to Keycloak has no session. */
  Uni<Void> endSessionsOf(UserId user) {
    Context caller = Vertx.currentContext();
    return Uni.createFrom()
        .voidItem()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(() -> logOut(user))
        // Back to the caller's context, to which its database session belongs.
        .emitOn(command -> caller.runOnContext(command));
  }

  private void logOut(UserId user) {
    try {
      keycloak.realm(realm).users().get(user.value()).logout();
    } catch (NotFoundException unknownPerson) {
      return;
    } catch (RuntimeException away) {
      throw FailureException.unavailable(Dependency.KEYCLOAK, away);
    }
  }
}
