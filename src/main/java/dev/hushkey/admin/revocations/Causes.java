package dev.hushkey.admin.revocations;

import dev.hushkey.admin.Reason;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.DisplayName;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Reads why an admin revokes: a reason, and a ticket if the installation wants one. */
@ApplicationScoped
class Causes {

  static final int MAX_TICKET = 100;

  private final RevocationSettings.TicketRule ticketRule;

  @Inject
  Causes(RevocationSettings settings) {
    this(settings.ticket());
  }

  Causes(RevocationSettings.TicketRule ticketRule) {
    this.ticketRule = ticketRule;
  }

  /**
   * Refuses what could not be kept, where none is needed.
   *
   * @throws FailureException malformed
   */
  void checkOptional(String reason, String ticket) {
    Reason.checkOptional(reason);
    checkTicket(ticket);
  }

  /**
   * The cause, if it is complete and readable.
   *
   * @throws FailureException malformed
   */
  Revocation.Cause require(String reason, String ticket) {
    if (ticket == null && ticketRule == RevocationSettings.TicketRule.REQUIRED) {
      throw FailureException.malformed("ticket", "is missing; this installation requires one");
    }
    checkTicket(ticket);
    return new Revocation.Cause(Reason.require(reason), Optional.ofNullable(ticket));
  }

  private static void checkTicket(String ticket) {
    if (ticket != null
        && (!DisplayName.isVisible(ticket)
            || ticket.codePointCount(0, ticket.length()) > MAX_TICKET
            || ticket.codePoints().anyMatch(Character::isISOControl))) {
      throw FailureException.malformed("ticket", "must be 1 to " + MAX_TICKET + " characters");
    }
  }
}
