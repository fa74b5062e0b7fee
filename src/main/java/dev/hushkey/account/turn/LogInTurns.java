package dev.hushkey.account.turn;

import dev.hushkey.wire.Audience;
import dev.hushkey.wire.Issuer;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;

/**
 * Stands before every redirect to Keycloak's log-in, wherever it comes from: while it is not a
 * browser's turn, it is sent to the waiting page instead. Authenticates nobody.
 */
@ApplicationScoped
public class LogInTurns implements HttpAuthenticationMechanism {

  /** Before OIDC, which would redirect at once. */
  private static final int BEFORE_OIDC = DEFAULT_PRIORITY + 500;

  private static final String BEGUN = LogInTurns.class.getName();
  private static final int SEE_OTHER = 303;

  private final Turns turns;
  private final LogInMeters meters;
  private final Issuer issuer;

  @Inject
  LogInTurns(Turns turns, LogInMeters meters, Issuer issuer) {
    this.turns = turns;
    this.meters = meters;
    this.issuer = issuer;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext routing, IdentityProviderManager identities) {
    return Uni.createFrom().nullItem();
  }

  /** Emits null when the log-in may begin, for OIDC to begin it; asked twice, it counts once. */
  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext routing) {
    if (!turns.pace().isOn()
        || Audience.of(routing.normalizedPath()) != Audience.PERSON
        || Boolean.TRUE.equals(routing.get(BEGUN))) {
      return Uni.createFrom().nullItem();
    }
    return turns
        .begin(TurnCookie.of(routing))
        .map(mayBegin -> mayBegin ? begun(routing) : toWaitingPage(routing))
        .onFailure()
        .recoverWithItem(thrown -> outage(routing, thrown));
  }

  private ChallengeData begun(RoutingContext routing) {
    routing.put(BEGUN, true);
    meters.begun();
    return null;
  }

  /** The waiting page asks again, and can say what is wrong: here is no page yet. */
  private ChallengeData outage(RoutingContext routing, Throwable thrown) {
    Log.warnf("Could not tell whose turn it is: %s", thrown.getMessage());
    return toWaitingPage(routing);
  }

  private ChallengeData toWaitingPage(RoutingContext routing) {
    String address = WaitingAddress.before(routing);
    return new ChallengeData(
        SEE_OTHER,
        Map.of(
            HttpHeaders.LOCATION,
            issuer.at(address),
            HttpHeaders.CACHE_CONTROL,
            "no-store",
            "Referrer-Policy",
            "no-referrer"));
  }

  @Override
  public int getPriority() {
    return BEFORE_OIDC;
  }
}
