package dev.hushkey.handout.decision;

import dev.hushkey.audit.AuditEntry;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.audit.StillTrue;
import dev.hushkey.gather.Gatherer;
import dev.hushkey.gather.Gatherers;
import dev.hushkey.identity.AccessTokenId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Records answers, and decides each once more in the statement that does so. Between a decision and
 * its record lie a call to Vault and the wait for a connection; a cut-off, a sale or a narrowing
 * that came into force meanwhile wins. The rules are the functions of the decision
 * (docs/adr/0009-one-statement-decides.md). Concurrent answers share a statement and its commit.
 */
@Singleton
public class LastLook {

  private static final StillTrue CONDITION =
      new StillTrue(
          """
          exists (
            select from link l
              join device_grant g on g.link_id = l.id and g.device_id = e.device_id
              join ownership o on o.device_id = e.device_id
             cross join lateral cut_offs(l.assistant, l.user_id, l.id, e.device_id) c
             where l.id = e.link_id and l.user_id = e.user_id and l.assistant = e.assistant
               and link_state(l.state, l.authorized_at, c.of_link) = 'ACTIVE'
               and grant_is_live(g.granted_at, g.ended_at, g.epoch, l.user_id, o.user_id, o.epoch,
                                 c.of_device)
               and e.action = any (g.actions)
               and (e.token_id is null
                    or exists (select from access_token t
                                where t.id = e.token_id and t.link_id = l.id
                                  and access_token_is_live(t.revoked_at, t.expires_at, 'ACTIVE',
                                                           clock_timestamp()))))
          """);

  private final AuditTrail audit;
  private final Gatherer<AuditEntry, Boolean> entries;

  @Inject
  LastLook(AuditTrail audit, Gatherers gatherers) {
    this.audit = audit;
    this.entries = gatherers.statements("record", gathered -> audit.recordIf(CONDITION, gathered));
  }

  /**
   * Records the answer to a question of ours about a link.
   *
   * @return whether it was recorded: false for one that says {@code allowed} and is no longer true
   */
  public Uni<Boolean> record(AuditEvent event) {
    return entries.ask(audit.entry(event, Optional.empty()));
  }

  /** The same for what an access token of ours asks, which must still be live, too. */
  public Uni<Boolean> record(AuditEvent event, AccessTokenId token) {
    return entries.ask(audit.entry(event, Optional.of(token)));
  }
}
