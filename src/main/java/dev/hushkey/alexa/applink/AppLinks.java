package dev.hushkey.alexa.applink;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.revocation.RevocationScope;
import dev.hushkey.revocation.Revocations;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** The state of a user's link, and its end, however it was made. */
@ApplicationScoped
class AppLinks {

  private static final String REASON = "unlinked in the app";

  private static final String STATEMENT =
      """
      select state, authorized_at from current_link
       where user_id = $1 and assistant = $2 and state <> 'REVOKED'
      """;

  private final Pool database;
  private final Revocations revocations;

  @Inject
  AppLinks(Pool database, Revocations revocations) {
    this.database = database;
    this.revocations = revocations;
  }

  /** A link as its owner sees it. */
  record LinkStatus(LinkState state, Instant authorizedAt) {}

  /** Empty when there is no living link. */
  Uni<Optional<LinkStatus>> find(UserId user, AssistantId assistant) {
    return database
        .preparedQuery(STATEMENT)
        .execute(Tuple.of(user.value(), assistant.value()))
        .map(AppLinks::first);
  }

  private static Optional<LinkStatus> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(status(rows.iterator().next()));
  }

  private static LinkStatus status(Row row) {
    return new LinkStatus(
        LinkState.valueOf(row.getString("state")),
        row.getOffsetDateTime("authorized_at").toInstant());
  }

  /**
   * Ends the link and the codes that the assistant has not redeemed yet; that takes a cut-off and
   * not just the end of the one link that we see.
   */
  Uni<Void> end(UserId user, AssistantId assistant) {
    return revocations
        .revoke(
            new RevocationScope.OfUser(user, Optional.of(assistant)),
            REASON,
            Actor.user(user),
            false)
        .replaceWithVoid();
  }
}
