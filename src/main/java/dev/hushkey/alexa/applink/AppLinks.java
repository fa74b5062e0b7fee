package dev.hushkey.alexa.applink;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.LinkState;
import dev.hushkey.link.Links;
import dev.hushkey.link.UserDecisions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The state of a user's link, and its end, however it was made. */
@ApplicationScoped
class AppLinks {

  /** The reason recorded for a link that its user ended in the app. */
  private static final String UNLINKED = "unlinked-in-the-app";

  /** A household may have several: one that works comes first, then the newest. */
  private static final String STATEMENT =
      """
      select state, authorized_at, count(*) over () as links from current_link
       where user_id = $1 and assistant = $2 and state <> 'REVOKED'
       order by state = 'ACTIVE' desc, authorized_at desc
       limit 1
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool database;
  private final UserDecisions decisions;
  private final Attempts attempts;
  private final Links links;

  @Inject
  AppLinks(
      Mutiny.SessionFactory sessions,
      Pool database,
      UserDecisions decisions,
      Attempts attempts,
      Links links) {
    this.sessions = sessions;
    this.database = database;
    this.decisions = decisions;
    this.attempts = attempts;
    this.links = links;
  }

  /**
   * A link as its owner sees it.
   *
   * @param links how many living links the user has, this one included
   */
  record LinkStatus(LinkState state, Instant authorizedAt, long links) {}

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
        row.getOffsetDateTime("authorized_at").toInstant(),
        row.getLong("links"));
  }

  /**
   * Ends all links, however they were made, and with the decision every code that the assistant has
   * not redeemed yet and the attempt under way.
   */
  Uni<Void> end(UserId user, AssistantId assistant) {
    return sessions.withTransaction(
        session ->
            attempts
                .forget(session, user, assistant)
                .chain(
                    () ->
                        decisions.decide(session, user, assistant, UserDecisions.Kind.DISCONNECTED))
                .chain(
                    () ->
                        links.endAllOf(
                            session, user, assistant, Ending.by(Actor.user(user), UNLINKED)))
                .replaceWithVoid());
  }
}
