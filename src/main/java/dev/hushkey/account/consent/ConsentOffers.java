package dev.hushkey.account.consent;

import dev.hushkey.account.connection.Connection;
import dev.hushkey.account.connection.Connections;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.ownership.Ownerships;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What a user may allow the assistant that asks, and what it is connected to already. */
@ApplicationScoped
class ConsentOffers {

  private final Ownerships ownerships;
  private final Connections connections;

  @Inject
  ConsentOffers(Ownerships ownerships, Connections connections) {
    this.ownerships = ownerships;
    this.connections = connections;
  }

  /** The user's devices at this moment, as far as the request asks for them. */
  Uni<ConsentOptions> options(UserId user, AuthorizationRequest request) {
    return ownerships.devicesOf(user).map(devices -> ConsentOptions.of(devices, request));
  }

  /** The user's living links with the assistant that asks. */
  Uni<List<Connection>> connections(UserId user, AuthorizationRequest request) {
    return connections.of(user, request.assistant().id());
  }

  /** Ends one of them. A second press of the button finds it ended, which is as it should be. */
  Uni<Void> disconnect(UserId user, LinkId link) {
    return connections.end(user, link).onFailure(ConsentOffers::isGone).recoverWithNull();
  }

  private static boolean isGone(Throwable thrown) {
    return thrown instanceof FailureException known && known.failure() instanceof Failure.NotFound;
  }
}
