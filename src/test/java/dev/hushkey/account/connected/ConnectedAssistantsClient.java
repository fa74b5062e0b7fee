package dev.hushkey.account.connected;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.token.TokenEndpointClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** What the buttons of this page do, one call after the other, for tests of other rooms. */
@Singleton
public class ConnectedAssistantsClient {

  @Inject ConnectedAssistants connected;

  /** Tells whether it was a living link of this user. */
  public boolean narrow(UserId user, LinkId link, Map<DeviceId, Set<Action>> kept) {
    return isDone(connected.narrow(user, link, kept));
  }

  /** Tells whether it was a living link of this user. */
  public boolean unlink(UserId user, LinkId link) {
    return isDone(connected.unlink(user, link));
  }

  private static boolean isDone(Uni<Void> work) {
    try {
      TokenEndpointClient.await(work);
      return true;
    } catch (FailureException e) {
      if (e.failure().equals(new Failure.NotFound("link"))) {
        return false;
      }
      throw e;
    }
  }
}
