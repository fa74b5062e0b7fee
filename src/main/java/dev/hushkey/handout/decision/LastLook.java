package dev.hushkey.handout.decision;

import dev.hushkey.audit.AuditEntry;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.audit.Seen;
import dev.hushkey.audit.StillTrue;
import dev.hushkey.gather.Gatherer;
import dev.hushkey.gather.Gatherers;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.standby.Standby;
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

  private static final String CONDITION =
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
          """;

  /**
   * For what a standby told: these very tokens are stored, and live for as long as a camera backend
   * needs them; and the user has no other living link with the assistant, which the standby does
   * not know.
   */
  private static final String AS_SEEN =
      """
      and (e.seen is null
           or exists (select from upstream_token u
                       where u.link_id = e.link_id
                         and u.version || ':' || encode(sha256(convert_to(
                               coalesce(u.sealed_access, u.sealed), 'UTF8')), 'hex') = e.seen
                         and u.access_expires_at > clock_timestamp() + interval '30 seconds')
          and (e.links is null
               or e.links = (
                 select count(*) from link l
                  cross join lateral cut_offs(l.assistant, l.user_id, l.id, e.device_id) c
                  where l.user_id = e.user_id and l.assistant = e.assistant
                    and l.state <> 'REVOKED'
                    and link_state(l.state, l.authorized_at, c.of_link) <> 'REVOKED')))
      """;

  private final AuditTrail audit;
  private final Gatherer<AuditEntry, Boolean> entries;

  @Inject
  LastLook(AuditTrail audit, Gatherers gatherers, Standby standby) {
    StillTrue condition =
        standby.isConfigured() ? StillTrue.asSeen(CONDITION + AS_SEEN) : StillTrue.of(CONDITION);
    this.audit = audit;
    this.entries = gatherers.statements("record", gathered -> audit.recordIf(condition, gathered));
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

  /**
   * The same for a token that a standby knew: it must be the one that is stored now.
   *
   * @param links how many living links the standby knew; empty if only this one was asked for
   */
  public Uni<Boolean> record(AuditEvent event, UpstreamFacts seen, Optional<Integer> links) {
    return entries.ask(audit.entry(event, new Seen(seen.seen(), links)));
  }
}
