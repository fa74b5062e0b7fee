package dev.hushkey.handout;

import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.AccessToken;
import java.util.Optional;

/** The result of a hand-out for one link. */
sealed interface LinkOutcome {

  /** Allowed, and here is the token. */
  record Opened(PermittedHandout permitted, AccessToken token) implements LinkOutcome {}

  /** Not allowed; without a link where the refusal is not about one. */
  record Refused(Optional<LinkRef> link, Refusal refusal) implements LinkOutcome {}

  /** Allowed, but there was no token to be had. */
  record Failed(LinkRef link, FailureException why) implements LinkOutcome {}
}
