package dev.hushkey.handout;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.TokenHash;
import java.util.Optional;

/** The result of a hand-out for one link. */
sealed interface LinkOutcome {

  /** Allowed, and here is the token. */
  record Opened(PermittedHandout permitted, AccessToken token) implements LinkOutcome {

    /** For the record. */
    AuditEvent event(Actor actor) {
      return new AuditEvent.HandedOut(
          actor,
          permitted.link(),
          permitted.question().device(),
          permitted.question().action(),
          TokenHash.of(token.secret()).fingerprint());
    }
  }

  /** Not allowed; without a link where the refusal is not about one. */
  record Refused(Optional<LinkRef> link, Refusal refusal) implements LinkOutcome {}

  /** Allowed, but there was no token to be had. */
  record Failed(LinkRef link, FailureException why) implements LinkOutcome {}
}
