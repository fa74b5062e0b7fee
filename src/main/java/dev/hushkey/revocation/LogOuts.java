package dev.hushkey.revocation;

import dev.hushkey.errand.Errands;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.sessions.KeycloakSessions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The second half of a sweep: logs people out at Keycloak, one after the other, and ends the sweep
 * once nothing is left to do at assistants either. The table {@code log_out} says who is still to
 * come, so that nobody is logged out twice and nobody holds up others.
 */
@ApplicationScoped
class LogOuts {

  /** Few enough that even a slow Keycloak answers for all within a lease. */
  private static final int BATCH = 20;

  private static final String NOTE =
      """
      insert into log_out (revocation_id, user_id)
      select :revocation, u from unnest(cast(:users as text[])) as u order by u
      on conflict do nothing
      """;

  private static final String NOTE_USERS_OF =
      """
      insert into log_out (revocation_id, user_id)
      select distinct cast(:revocation as uuid), l.user_id
        from link l where l.id = any (:links) order by l.user_id
      on conflict do nothing
      """;

  private static final String DUE =
      """
      select user_id from log_out
       where revocation_id = $1 and given_up_at is null and try_at <= statement_timestamp()
       order by try_at, user_id limit %d
      """
          .formatted(BATCH);

  private static final String DONE =
      """
      with done as (
        delete from log_out where revocation_id = $1 and user_id = $2 returning 1)
      update revocation set ended_sessions = ended_sessions + (select count(*) from done)
       where id = $1
      """;

  private static final String REFUSED =
      """
      update log_out
         set failures = failures + 1, failure = $3,
             try_at = clock_timestamp() + $4 * interval '1 second',
             given_up_at = case when failures + 1 >= $5 then clock_timestamp() end
       where revocation_id = $1 and user_id = $2
      """;

  /** Finished when nobody is left but those who were given up, and nothing to do at assistants. */
  private static final String END_TURN =
      """
      with next as (
        select min(try_at) as at from log_out where revocation_id = $1 and given_up_at is null)
      update revocation
         set finished_at = case when next.at is null and not $3 then clock_timestamp() end,
             try_at = least(next.at, case when $3 then clock_timestamp() + interval '1 second' end),
             lease_until = null, failures = 0, failure = null
        from next
       where id = $1 and lease = $2
      returning finished_at is not null as finished
      """;

  private static final String GIVEN_UP =
      """
      select user_id, failure from log_out
       where revocation_id = $1 and given_up_at is not null order by user_id limit 100
      """;

  private final Pool pool;
  private final KeycloakSessions keycloak;
  private final Errands errands;
  private final RevocationSettings settings;

  @Inject
  LogOuts(Pool pool, KeycloakSessions keycloak, Errands errands, RevocationSettings settings) {
    this.pool = pool;
    this.errands = errands;
    this.keycloak = keycloak;
    this.settings = settings;
  }

  /** Notes who is to be logged out, in the caller's transaction; each person once. */
  Uni<Void> note(Mutiny.Session session, SweepTask task, List<String> users) {
    return note(session.createNativeQuery(NOTE), task, "users", users.toArray(String[]::new));
  }

  /** Notes the users of these links. */
  Uni<Void> noteUsersOf(Mutiny.Session session, SweepTask task, List<LinkId> links) {
    return note(
        session.createNativeQuery(NOTE_USERS_OF),
        task,
        "links",
        links.stream().map(LinkId::value).toArray(UUID[]::new));
  }

  private static Uni<Void> note(
      Mutiny.Query<?> note, SweepTask task, String parameter, Object[] whose) {
    return whose.length == 0
        ? Uni.createFrom().voidItem()
        : note.setParameter("revocation", task.id().value())
            .setParameter(parameter, whose)
            .executeUpdate()
            .replaceWithVoid();
  }

  /**
   * Logs a batch of people out.
   *
   * @return whether that finished the revocation; fails while Keycloak is unavailable
   */
  Uni<Boolean> step(SweepTask task) {
    return due(task)
        .onItem()
        .transformToMulti(users -> Multi.createFrom().iterable(users))
        .onItem()
        .transformToUniAndConcatenate(user -> logOut(task, user))
        .collect()
        .last()
        .chain(() -> endTurn(task));
  }

  private Uni<List<UserId>> due(SweepTask task) {
    return pool.preparedQuery(DUE)
        .execute(Tuple.of(task.id().value()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> new UserId(row.getString("user_id")))
                    .toList());
  }

  private Uni<SqlResult<?>> logOut(SweepTask task, UserId user) {
    return keycloak
        .endSessionsOf(user)
        .chain(
            outcome ->
                switch (outcome) {
                  case KeycloakSessions.Outcome.Ended _ -> done(task, user);
                  case KeycloakSessions.Outcome.Refused refused ->
                      refused(task, user, refused.why());
                });
  }

  private Uni<SqlResult<?>> done(SweepTask task, UserId user) {
    return pool.preparedQuery(DONE)
        .execute(Tuple.of(task.id().value(), user.value()))
        .map(rows -> rows);
  }

  private Uni<SqlResult<?>> refused(SweepTask task, UserId user, String why) {
    return pool.preparedQuery(REFUSED)
        .execute(
            Tuple.of(
                task.id().value(),
                user.value(),
                why,
                settings.sweepEvery().toMillis() / 1000.0,
                settings.logOutTries()))
        .map(rows -> rows);
  }

  private Uni<Boolean> endTurn(SweepTask task) {
    return errands
        .areLeft(task.id())
        .chain(
            left ->
                pool.preparedQuery(END_TURN)
                    .execute(Tuple.of(task.id().value(), task.lease(), left)))
        .map(rows -> rows.size() == 1 && rows.iterator().next().getBoolean("finished"));
  }

  /** Who could not be logged out, and why. */
  Uni<List<Revocation.NotLoggedOut>> givenUp(RevocationId revocation) {
    return pool.preparedQuery(GIVEN_UP)
        .execute(Tuple.of(revocation.value()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Revocation.NotLoggedOut(
                                new UserId(row.getString("user_id")), row.getString("failure")))
                    .toList());
  }
}
