package dev.hushkey.caller;

import dev.hushkey.audit.Actor;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The internal caller of the current request, as authenticated by Keycloak. */
@RequestScoped
public class Caller {

  /** What internal callers are, by role. Everybody else with a token is a customer. */
  public static final Set<String> ROLES = Set.of("skill", "camera-backend", "admin");

  /**
   * Where a remembered identity has its actor: reading claims of our own costs an exception each.
   */
  static final String ACTOR = Actor.class.getName();

  private static final String CLIENT_ID = "client_id";

  private final SecurityIdentity identity;

  @Inject
  Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** A service by its client id, a person by the log-in name. */
  public Actor actor() {
    Actor remembered = identity.getAttribute(ACTOR);
    if (remembered != null) {
      return remembered;
    }
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw new IllegalStateException("asked for the caller of a request without one");
    }
    return actorOf(token);
  }

  /** The same for a token that did not authenticate the request itself. */
  public static Actor actorOf(JsonWebToken token) {
    Optional<String> client = text(token, CLIENT_ID).or(() -> text(token, "azp"));
    Actor actor =
        isOfPerson(token)
            ? Actor.operator(token.getName())
            : Actor.service(client.orElseGet(token::getName));
    return actor.identifiedBy(Optional.ofNullable(token.getSubject()), client);
  }

  /**
   * Whether a person logged in for this token. Then it is of a session, and lacks the {@code
   * client_id} that Keycloak gives to service accounts; these can have a session too. A name says
   * nothing: anybody can be called {@code service-account-…}, and some tokens have no name.
   */
  public static boolean isOfPerson(JsonWebToken token) {
    return token.containsClaim("sid") && !token.containsClaim(CLIENT_ID);
  }

  private static Optional<String> text(JsonWebToken token, String claim) {
    return token.getClaim(claim) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
