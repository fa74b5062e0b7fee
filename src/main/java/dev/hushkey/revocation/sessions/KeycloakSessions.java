package dev.hushkey.revocation.sessions;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.wire.QuarkusSettings;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import org.keycloak.admin.client.Keycloak;

/** Ends people's log-in sessions through Keycloak's admin API. */
@ApplicationScoped
public class KeycloakSessions {

  /** A Keycloak that takes longer counts as unavailable. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Instance<Keycloak> keycloak;
  private final boolean configured;
  private final String realm;

  @Inject
  KeycloakSessions(Instance<Keycloak> keycloak, QuarkusSettings settings) {
    this.keycloak = keycloak;
    this.configured = settings.keycloak().adminClient().isConfigured();
    this.realm = settings.keycloak().adminClient().realm();
  }

  /** The result for one person. */
  public sealed interface Outcome {

    /** The person has no session any more. */
    record Ended() implements Outcome {}

    /** Keycloak understood, and will not: trying again changes nothing until somebody acts. */
    record Refused(String why) implements Outcome {}
  }

  /**
   * Logs a person out everywhere. A user unknown to Keycloak has no session.
   *
   * @return fails as unavailable when Keycloak gave no answer about this person
   */
  public Uni<Outcome> endSessionsOf(UserId user) {
    Context caller = Vertx.currentContext();
    return Uni.createFrom()
        .item(user)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(this::logOut)
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> FailureException.unavailable(Dependency.KEYCLOAK, null))
        // Back to the caller's context, to which its database session belongs.
        .emitOn(command -> caller.runOnContext(command));
  }

  private Outcome logOut(UserId user) {
    if (!canBeInAPath(user)) {
      return new Outcome.Refused("this id cannot be in an address of Keycloak");
    }
    if (!configured) {
      return new Outcome.Refused("this server cannot end sessions at Keycloak any more");
    }
    // Quarkus has one client for each request, and this is none.
    ManagedContext scope = Arc.requireContainer().requestContext();
    scope.activate();
    try {
      keycloak.get().realm(realm).users().get(user.value()).logout();
      return new Outcome.Ended();
    } catch (WebApplicationException answered) {
      return outcome(answered.getResponse().getStatus(), answered);
    } catch (RuntimeException away) {
      throw FailureException.unavailable(Dependency.KEYCLOAK, away);
    } finally {
      scope.terminate();
    }
  }

  /**
   * Whether Keycloak would read the same id. Its client encodes everything else, but leaves a
   * semicolon and dots as they are: {@code bob;x} would log bob out.
   */
  public static boolean canBeInAPath(UserId user) {
    String id = user.value();
    return !id.contains(";") && !id.equals(".") && !id.equals("..");
  }

  /**
   * What Keycloak's status says about this person. 401 is about our own credentials, 408 and 429
   * about the moment: they say nothing about anybody, and nobody is given up for them.
   */
  public static Outcome outcome(int status, RuntimeException thrown) {
    return switch (status) {
      case 404 -> new Outcome.Ended();
      case 401, 408, 429 -> throw FailureException.unavailable(Dependency.KEYCLOAK, thrown);
      default -> {
        if (status >= 400 && status < 500) {
          yield new Outcome.Refused("Keycloak answered " + status);
        }
        throw FailureException.unavailable(Dependency.KEYCLOAK, thrown);
      }
    };
  }
}
