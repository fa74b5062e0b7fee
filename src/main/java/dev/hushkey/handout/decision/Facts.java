package dev.hushkey.handout.decision;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import java.util.Optional;
import java.util.Set;

/**
 * What the database returned for one question, in one statement and as of one moment. The owner of
 * a row is read from the row and never from the question, so that the two can be compared.
 *
 * @param owner the device's current owner; empty while {@code ownerUnknown}
 * @param ownerUnknown whether the camera backend has yet to say it again after a restore
 * @param link the link that the question is about, if there is one
 * @param grant what the user allowed for the device on that link
 */
record Facts(
    Optional<UserId> owner, boolean ownerUnknown, Optional<Link> link, Optional<Grant> grant) {

  /**
   * A link, cut-offs applied.
   *
   * @param replaced it ended because of a newer one of the same user and assistant, which lives
   */
  record Link(LinkRef ref, LinkState state, boolean replaced) {}

  /**
   * A device grant.
   *
   * @param live not ended, not cut off, and from the current ownership epoch
   */
  record Grant(LinkRef ref, DeviceId device, boolean live, Set<Action> actions) {}
}
