package dev.hushkey.revocation.approval;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Which revocations need a second admin here. */
@ApplicationScoped
public class ApprovalRule {

  private final ApprovalSettings settings;

  @Inject
  ApprovalRule(ApprovalSettings settings) {
    this.settings = settings;
  }

  /** Whether any does; if not, nothing has to be counted. */
  public boolean isInForce() {
    return settings.rule() == ApprovalSettings.Rule.REQUIRED;
  }

  /** Whether one that ends so many links does. */
  public boolean covers(long links) {
    return isInForce() && links > settings.aboveLinks();
  }

  /**
   * Lets an urgent one pass, where that is allowed.
   *
   * @throws FailureException {@link Failure.NotInThisState}
   */
  public void requireUrgentAllowed() {
    if (settings.urgent() == ApprovalSettings.Urgency.REFUSED) {
      throw new FailureException(
          new Failure.NotInThisState(
              "urgent revocations are not allowed here; another admin has to approve it"));
    }
  }
}
