package dev.hushkey.handout.decision;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.LinkRef;
import java.util.Optional;
import java.util.Set;

/**
 * One of our access tokens.
 *
 * @param link whose it is
 * @param live not revoked, not expired, not cut off
 * @param narrowedTo the most it may do with the device in question; empty when it was not narrowed
 *     when issued
 */
public record TokenFacts(LinkRef link, boolean live, Optional<Set<Action>> narrowedTo) {

  /** A token that was not narrowed. */
  TokenFacts(LinkRef link, boolean live) {
    this(link, live, Optional.empty());
  }
}
