package dev.hushkey.revocation;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Clean-up after a cut-off; the cut-off itself takes effect at once. */
@Settings("hushkey.revocation")
public interface RevocationSettings extends SettingRules {

  /** Whoever waits for a revocation asks for its record. */
  Duration SHORTEST_RECORD = Duration.ofDays(1);

  /**
   * How often a replica looks for sweeps that a stopped replica or an outage left unfinished.
   * Longer: sealed tokens of ended links are erased later. Cut-offs do not wait for it.
   */
  @WithDefault("PT10S")
  Duration sweepEvery();

  /**
   * How often a user is logged out in vain, after a revocation that ends sessions, before the sweep
   * gives up on that user and says so at the revocation. Only what Keycloak refuses for that user
   * counts; while it is unavailable, nobody is given up. More: the revocation is unfinished for
   * longer.
   */
  @WithDefault("5")
  int logOutTries();

  /**
   * Whether an admin who revokes has to name a ticket, in which the incident is written down.
   * {@code optional}: the reason is enough, since at three in the morning there may be no ticket
   * yet, and nothing should keep anyone from revoking. {@code required}: a revocation without one
   * is refused.
   */
  @WithDefault("optional")
  TicketRule ticket();

  /** Whether there has to be a ticket. */
  enum TicketRule {
    OPTIONAL,
    REQUIRED
  }

  /**
   * How long the record of a finished revocation is kept: what the API and {@code hushkey
   * revocations show} tell about it. Its cut-off stays in force for good, and the audit trail keeps
   * who revoked what. Longer: a larger table.
   */
  @WithDefault("P400D")
  Duration keptFor();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(sweepEvery().isPositive(), "hushkey.revocation.sweep-every", "must be positive");
    mistakes.check(logOutTries() > 0, "hushkey.revocation.log-out-tries", "must be at least 1");
    mistakes.check(
        keptFor().compareTo(SHORTEST_RECORD) >= 0,
        "hushkey.revocation.kept-for",
        "must be at least a day");
  }
}
