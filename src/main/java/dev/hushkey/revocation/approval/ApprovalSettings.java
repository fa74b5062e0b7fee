package dev.hushkey.revocation.approval;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** A second admin's approval of a revocation. */
@Settings("hushkey.revocation.approval")
public interface ApprovalSettings extends SettingRules {

  /**
   * Whether a second admin has to approve a large revocation before it is in force. {@code none}:
   * each admin revokes alone, as an incident at night may need. {@code required}: what would end
   * more than {@code above-links} waits for another admin, and is not in force until then.
   */
  @WithDefault("none")
  Rule rule();

  /** Whether somebody else has to agree. */
  enum Rule {
    NONE,
    REQUIRED
  }

  /**
   * How many links one admin may end alone where an approval is required. Smaller: more revocations
   * wait. {@code 0}: all of them do, one customer's as well.
   */
  @WithDefault("1000")
  int aboveLinks();

  /**
   * How long a revocation waits for its approval before it expires. Longer: it may be approved when
   * nobody remembers why it was asked for.
   */
  @WithDefault("PT1H")
  Duration within();

  /**
   * Whether an admin may say that a revocation is urgent and cannot wait for the approval. It is
   * then in force at once, and an alarm on record and in the log. {@code refused}: nobody may, and
   * while no second admin can be reached, nothing large can be revoked.
   */
  @WithDefault("allowed")
  Urgency urgent();

  /** Whether there is a way around the approval. */
  enum Urgency {
    ALLOWED,
    REFUSED
  }

  /**
   * How long a request is kept after it was decided or has expired, for whoever asks who did.
   * Longer: a larger table.
   */
  @WithDefault("P400D")
  Duration keptFor();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        aboveLinks() >= 0, "hushkey.revocation.approval.above-links", "must not be negative");
    mistakes.check(within().isPositive(), "hushkey.revocation.approval.within", "must be positive");
    mistakes.check(
        keptFor().isPositive(), "hushkey.revocation.approval.kept-for", "must be positive");
  }
}
