package dev.hushkey.handout.decision;

import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.LinkRef;

/** The answer to a {@link Question}. */
public sealed interface Decision {

  /** Yes, by this link. */
  record Allowed(LinkRef link) implements Decision {}

  /** No. */
  record Denied(Refusal refusal) implements Decision {}
}
