package dev.hushkey.oauth.authorize;

import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Pushed authorization requests, <a href="https://www.rfc-editor.org/rfc/rfc9126">RFC 9126</a>:
 * already checked, bound to the assistant, and used up once the user has decided. Only the request
 * itself is stored, without the assistant's credentials.
 */
@ApplicationScoped
public class PushedRequests {

  /**
   * From the first visit on: to wait for a turn, for a quarter of an hour at most; then to log in,
   * perhaps make an account, and read the page.
   */
  private static final Duration TO_DECIDE = Duration.ofMinutes(45);

  /** A cut-off of everything or of the assistant also ends the requests pushed before it. */
  private static final String STANDS =
      """
      used_at is null and expires_at > statement_timestamp()
      and pushed_at > latest_cut_off(assistant, null, null, null)
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final Duration lifetime;
  private final ThisCell cell;

  @Inject
  PushedRequests(
      Mutiny.SessionFactory sessions, Pool pool, PushedRequestSettings settings, ThisCell cell) {
    this.cell = cell;
    this.sessions = sessions;
    this.pool = pool;
    this.lifetime = settings.pushedRequestLifetime();
  }

  /** How long a request waits for its browser, §2.2 {@code expires_in}. */
  Duration lifetime() {
    return lifetime;
  }

  /** Stores a request. */
  Uni<RequestUri> push(AuthorizationRequest request) {
    RequestUri uri = RequestUri.of(cell.random());
    return pool.preparedQuery(
            """
            with clock as materialized (select clock_timestamp() as now)
            insert into pushed_request (request_hash, assistant, parameters, pushed_at, expires_at)
            select $1, $2, $3, now, now + $4::bigint * interval '1 second' from clock
            """)
        .execute(
            Tuple.of(
                hash(uri),
                request.assistant().id().value(),
                request.toQuery(),
                lifetime.toSeconds()))
        .replaceWith(uri);
  }

  /**
   * The request at the authorization endpoint. The first visit extends its life, so that it
   * survives the log-in; later visits do not, so that it ends.
   *
   * @return its query; empty when it is unknown, another assistant's, expired or cut off
   */
  Uni<Optional<Found>> open(AssistantId assistant, RequestUri uri) {
    cell.require(uri.bits());
    return read(
            """
        update pushed_request
           set expires_at = case when opened_at is null
                 then clock_timestamp() + $3::bigint * interval '1 second'
                 else expires_at end,
               opened_at = coalesce(opened_at, clock_timestamp())
         where request_hash = $1 and assistant = $2 and\s"""
                + STANDS
                + "returning parameters, false as answered",
            Tuple.of(hash(uri), assistant.value(), TO_DECIDE.toSeconds()))
        .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : find(assistant, uri));
  }

  /** The request on the pages that follow, also after it was answered. */
  Uni<Optional<Found>> find(AssistantId assistant, RequestUri uri) {
    cell.require(uri.bits());
    return read(
        """
        select parameters, used_at is not null as answered from pushed_request
         where request_hash = $1 and assistant = $2 and opened_at is not null
           and (used_at is not null or\s"""
            + STANDS
            + ")",
        Tuple.of(hash(uri), assistant.value()));
  }

  /**
   * A pushed request.
   *
   * @param query as it was pushed
   * @param answered whether the user has decided; if so, the request is good for nothing more
   */
  record Found(String query, boolean answered) {}

  private Uni<Optional<Found>> read(String statement, Tuple values) {
    return pool.preparedQuery(statement)
        .execute(values)
        .map(
            rows ->
                Rows.first(
                    rows,
                    row -> new Found(row.getString("parameters"), row.getBoolean("answered"))));
  }

  private static Buffer hash(RequestUri uri) {
    return Buffer.buffer(uri.hash().toBytes());
  }

  /**
   * Ends a request that the user declined. Does nothing if it was not pushed.
   *
   * @return fails with {@link Failure.PageOutOfDate} when it has already ended
   */
  public Uni<Void> end(AuthorizationRequest request) {
    return sessions.withTransaction(session -> use(session, request, Optional.empty()));
  }

  /** Ends it within the transaction that makes the code: one request, one code (§7.3). */
  Uni<Void> use(Mutiny.Session session, AuthorizationRequest request, Instant decidedAt) {
    return use(session, request, Optional.of(decidedAt));
  }

  private static Uni<Void> use(
      Mutiny.Session session, AuthorizationRequest request, Optional<Instant> at) {
    return request.pushed().isEmpty()
        ? Uni.createFrom().voidItem()
        : use(session, request.pushed().get(), at);
  }

  private static Uni<Void> use(Mutiny.Session session, RequestUri uri, Optional<Instant> at) {
    return session
        .createNativeQuery(
            """
            update pushed_request
               set used_at = coalesce(cast(:at as timestamptz), clock_timestamp())
             where request_hash = :hash and\s"""
                + STANDS)
        .setParameter("at", at.orElse(null))
        .setParameter("hash", uri.hash().toBytes())
        .executeUpdate()
        .invoke(PushedRequests::requireOne)
        .replaceWithVoid();
  }

  private static void requireOne(int used) {
    if (used != 1) {
      throw new FailureException(new Failure.PageOutOfDate());
    }
  }
}
