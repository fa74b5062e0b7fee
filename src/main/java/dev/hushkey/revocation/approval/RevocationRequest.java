package dev.hushkey.revocation.approval;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.RevocationId;
import java.time.Instant;
import java.util.Optional;

/**
 * A revocation that somebody has asked for and somebody else has to approve. It is not in force.
 *
 * @param id under which the revocation is known once it is approved
 */
public record RevocationRequest(
    RevocationId id, Content content, Asked asked, Optional<Decision> decision) {

  /**
   * What it would end, and why.
   *
   * @param scope the selector as text
   * @param ends the same as a part of a sentence
   * @param links how many there were when it was asked for
   * @param json the request itself, for when it is approved; empty once it is decided
   */
  public record Content(
      String scope, String ends, long links, String reason, Optional<String> ticket, String json) {}

  /**
   * Who has asked, and until when it can be approved.
   *
   * @param expired whether that is over, by the database's clock
   */
  public record Asked(Actor by, Instant at, Instant expiresAt, boolean expired) {}

  /** Who has decided. */
  public record Decision(boolean approved, String by, Instant at, Optional<String> why) {}

  /** The state of it. */
  public enum State {
    AWAITING_APPROVAL,
    APPROVED,
    REJECTED,
    EXPIRED
  }

  /** The state of it. */
  public State state() {
    if (decision.isPresent()) {
      return decision.get().approved() ? State.APPROVED : State.REJECTED;
    }
    return asked.expired() ? State.EXPIRED : State.AWAITING_APPROVAL;
  }

  /**
   * Why this admin cannot approve it; empty when they can. Nobody approves their own. People and
   * programs are told apart by what Keycloak never gives to anybody else, not by their names.
   */
  Optional<String> obstacleToApproval(Actor admin) {
    return isOf(admin) && state() == State.AWAITING_APPROVAL
        ? Optional.of("nobody approves what they asked for themselves; another admin has to")
        : obstacle();
  }

  /** Why it cannot be rejected; whoever asked may take it back. */
  Optional<String> obstacleToRejection() {
    return obstacle();
  }

  private Optional<String> obstacle() {
    return switch (state()) {
      case AWAITING_APPROVAL -> Optional.empty();
      case APPROVED -> Optional.of("it is approved and in force already");
      case REJECTED -> Optional.of("it was rejected; ask for it anew");
      case EXPIRED -> Optional.of("nobody approved it in time; ask for it anew");
    };
  }

  private boolean isOf(Actor admin) {
    return asked.by().subject().isPresent() && admin.subject().isPresent()
        ? asked.by().subject().equals(admin.subject())
        : asked.by().value().equals(admin.value());
  }
}
