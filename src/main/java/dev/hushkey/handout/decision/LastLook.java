package dev.hushkey.handout.decision;

import dev.hushkey.audit.StillTrue;
import dev.hushkey.identity.AccessTokenId;
import java.util.List;

/**
 * Decides once more in the statement that records the answer. Between a decision and its record lie
 * a call to Vault and the wait for a connection; a cut-off, a sale or a narrowing that came into
 * force meanwhile wins. The views are those of the decision
 * (docs/adr/0009-one-statement-decides.md).
 */
public final class LastLook {

  private static final String GRANT =
      """
      exists (select from current_device_grant g
                join current_link l on l.id = g.link_id
               where g.link_id = e.link_id and g.device_id = e.device_id
                 and g.user_id = e.user_id and g.assistant = e.assistant
                 and g.live and e.action = any (g.actions) and l.state = 'ACTIVE')
      """;

  private static final String TOKEN =
      " and exists (select from current_access_token t where t.id = ? and t.live)";

  private LastLook() {}

  /** Before a hand-out. */
  public static StillTrue atTheGrant() {
    return new StillTrue(GRANT, List.of());
  }

  /** Before the answer to what a token of ours asks. */
  public static StillTrue atTheGrantAnd(AccessTokenId token) {
    return new StillTrue(GRANT + TOKEN, List.of(token.value()));
  }
}
