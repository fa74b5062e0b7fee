package dev.hushkey.stack.bench.truth;

import java.util.Map;
import java.util.UUID;

/** What was decided. Tokens have names here, so that a wrong one can be told without a secret. */
public sealed interface Outcome {

  /**
   * A hand-out.
   *
   * @param tokens the name of the token of each link that allowed it
   * @param withheld the reason of each other living link
   */
  record HandedOut(Map<UUID, String> tokens, Map<UUID, String> withheld) implements Outcome {}

  /** A check that said yes. */
  record Allowed(String user, UUID link) implements Outcome {}

  /** A hand-out or a check that was refused. */
  record Refused(String reason) implements Outcome {}
}
