package dev.hushkey.revocation;

import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.RevocationScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which log-ins a revocation has ended. The sweep ends people's sessions at Keycloak one after the
 * other, and what Keycloak issued before stays valid here for minutes; so whatever lets a logged-in
 * person do something asks here first.
 */
@ApplicationScoped
public class EndedSessions {

  /**
   * An index finds the few cut-offs since the log-in. A person is concerned by one of an assistant,
   * a link or a device, or of what was authorized before an instant, if they ever had a link that
   * it covers: whoever is asked to log in once too often loses nothing.
   */
  private static final String IS_OVER =
      """
      select exists (
        select from cut_off c
         where c.end_sessions and c.made_at >= $2
           and (c.at >= c.made_at
                  and (c.scope in ('everything', 'log-ins', $3)
                       or starts_with(c.scope, $3::text || '/assistant:'))
                or exists (
                     select from current_link l
                      where l.user_id = $1 and l.authorized_at <= c.at
                        and c.scope in ('everything', $3, $3::text || '/assistant:' || l.assistant,
                                        'assistant:' || l.assistant, 'link:' || l.id::text))
                or exists (
                     select from current_device_grant g
                      where g.user_id = $1 and g.granted_at <= c.at
                        and c.scope in ('device:' || g.device_id,
                                        'device:' || g.device_id || '/assistant:' || g.assistant))))
      """;

  private final Pool pool;

  @Inject
  EndedSessions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Whether this log-in is over.
   *
   * @param loggedInAt by Keycloak's clock, which knows whole seconds; a log-in in the second of the
   *     cut-off counts as older
   */
  public Uni<Boolean> isOver(UserId user, Instant loggedInAt) {
    String scope = new RevocationScope.OfUser(user, Optional.empty()).key();
    return pool.preparedQuery(IS_OVER)
        .execute(Tuple.of(user.value(), loggedInAt.atOffset(ZoneOffset.UTC), scope))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }
}
