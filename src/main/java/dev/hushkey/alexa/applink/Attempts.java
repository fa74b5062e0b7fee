package dev.hushkey.alexa.applink;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Failure.AttemptNotUsable.Why;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.ProofKey;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Attempts to link from the app, at most one per user and assistant: a new one replaces the
 * previous one. The database stores only the hash of a state.
 */
@ApplicationScoped
class Attempts {

  private static final Logger LOG = Logger.getLogger(Attempts.class);

  /**
   * A state can be claimed once, by the user who started, unless a cut-off came after the start; of
   * two concurrent claims only one succeeds.
   */
  private static final String CLAIM =
      """
      update app_link_attempt set used_at = clock_timestamp()
       where state_hash = :state and assistant = :assistant and user_id = :user
         and used_at is null and expires_at > statement_timestamp()
         and started_at > latest_cut_off(assistant, user_id, null, null)
      returning redirect_uri, proof_key, decided_at
      """;

  private static final String FACTS =
      """
      select user_id, expires_at <= clock_timestamp() as expired,
             started_at <= latest_cut_off(assistant, user_id, null, null) as overtaken
        from app_link_attempt where state_hash = $1 and assistant = $2
      """;

  private static final String DECIDED =
      "update app_link_attempt set decided_at = :at where state_hash = :state";

  private static final String GIVE_BACK =
      "update app_link_attempt set used_at = null where state_hash = $1";

  private static final String FORGET =
      "delete from app_link_attempt where user_id = :user and assistant = :assistant";

  private final Mutiny.SessionFactory sessions;
  private final Pool database;
  private final AuditTrail audit;

  @Inject
  Attempts(Mutiny.SessionFactory sessions, Pool database, AuditTrail audit) {
    this.sessions = sessions;
    this.database = database;
    this.audit = audit;
  }

  /** An attempt that has started, and when it expires. */
  record Started(Attempt attempt, Instant expiresAt) {}

  /**
   * An attempt that was claimed.
   *
   * @param decidedAt when its user completed it before, if an outage stopped that
   */
  record Claimed(Attempt attempt, Optional<Instant> decidedAt) {}

  /** Starts an attempt and records it. */
  Uni<Started> start(UserId user, AssistantId assistant, String redirectUri, Duration lifetime) {
    Attempt attempt =
        new Attempt(user, assistant, SecretText.random(), redirectUri, ProofKey.random());
    return sessions.withTransaction(
        session ->
            insert(session, attempt, lifetime)
                .call(() -> audit.record(session, new AuditEvent.AppLinkStarted(user, assistant)))
                .map(expiresAt -> new Started(attempt, expiresAt)));
  }

  private static Uni<Instant> insert(Mutiny.Session session, Attempt attempt, Duration lifetime) {
    return session
        .createNativeQuery(
            """
            with clock as materialized (select clock_timestamp() as now)
            insert into app_link_attempt
              (user_id, assistant, state_hash, redirect_uri, proof_key, started_at, expires_at)
            select :user, :assistant, :state, :redirectUri, :proofKey,
                   now, now + :seconds * interval '1 second'
              from clock
            on conflict (user_id, assistant) do update
               set state_hash = excluded.state_hash,
                   redirect_uri = excluded.redirect_uri,
                   proof_key = excluded.proof_key,
                   started_at = excluded.started_at,
                   expires_at = excluded.expires_at,
                   used_at = null,
                   decided_at = null
            """)
        .setParameter("user", attempt.user().value())
        .setParameter("assistant", attempt.assistant().value())
        .setParameter("state", TokenHash.of(attempt.state()).toBytes())
        .setParameter("redirectUri", attempt.redirectUri())
        .setParameter("proofKey", attempt.proofKey().toBytes())
        .setParameter("seconds", lifetime.toSeconds())
        .executeUpdate()
        .chain(() -> expiry(session, attempt));
  }

  private static Uni<Instant> expiry(Mutiny.Session session, Attempt attempt) {
    return session
        .createNativeQuery(
            "select expires_at from app_link_attempt where state_hash = :state", Instant.class)
        .setParameter("state", TokenHash.of(attempt.state()).toBytes())
        .getSingleResult();
  }

  /**
   * Claims an attempt, in the caller's transaction. It counts as used until {@link #giveBack}.
   *
   * @return empty when there is none to claim, and {@link #refuse} knows why
   */
  Uni<Optional<Claimed>> claim(
      Mutiny.Session session, SecretText state, UserId user, AssistantId assistant) {
    return session
        .createNativeQuery(CLAIM, Object[].class)
        .setParameter("state", TokenHash.of(state).toBytes())
        .setParameter("assistant", assistant.value())
        .setParameter("user", user.value())
        .getResultList()
        .map(rows -> rows.stream().findFirst().map(row -> claimed(row, state, user, assistant)));
  }

  private static Claimed claimed(
      Object[] row, SecretText state, UserId user, AssistantId assistant) {
    ProofKey proofKey = ProofKey.of((byte[]) row[1]);
    return new Claimed(
        new Attempt(user, assistant, state, (String) row[0], proofKey),
        Optional.ofNullable((OffsetDateTime) row[2]).map(OffsetDateTime::toInstant));
  }

  /** Keeps the instant of the decision with which its user completed it. */
  Uni<Void> keepDecision(Mutiny.Session session, Attempt attempt, Instant decidedAt) {
    return session
        .createNativeQuery(DECIDED)
        .setParameter("at", decidedAt)
        .setParameter("state", TokenHash.of(attempt.state()).toBytes())
        .executeUpdate()
        .replaceWithVoid();
  }

  /**
   * Ends an attempt without a decision: the user said no at Amazon.
   *
   * @return fails with {@link Failure.AttemptNotUsable}
   */
  Uni<Void> cancel(SecretText state, UserId user, AssistantId assistant) {
    return sessions
        .withTransaction(session -> claim(session, state, user, assistant))
        .chain(
            claimed ->
                claimed.isPresent()
                    ? Uni.createFrom().voidItem()
                    : refuse(state, user, assistant).replaceWithVoid());
  }

  /** Tells why an attempt could not be claimed: fails with {@link Failure.AttemptNotUsable}. */
  <T> Uni<T> refuse(SecretText state, UserId user, AssistantId assistant) {
    return database
        .preparedQuery(FACTS)
        .execute(Tuple.of(hash(state), assistant.value()))
        .map(Attempts::facts)
        .call(found -> alarmIfOthers(found, user, assistant))
        .map(
            found -> {
              Why why = AttemptFacts.why(found, user);
              throw new FailureException(new Failure.AttemptNotUsable(why));
            });
  }

  private static Optional<AttemptFacts> facts(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(facts(rows.iterator().next()));
  }

  private static AttemptFacts facts(Row row) {
    return new AttemptFacts(
        new UserId(row.getString("user_id")),
        row.getBoolean("expired"),
        row.getBoolean("overtaken"));
  }

  private Uni<Void> alarmIfOthers(
      Optional<AttemptFacts> found, UserId user, AssistantId assistant) {
    if (AttemptFacts.why(found, user) != Why.OTHER_PERSON) {
      return Uni.createFrom().voidItem();
    }
    UserId starter = found.orElseThrow().starter();
    LOG.errorf("ALARM: user %s tried to use a linking attempt of user %s", user, starter);
    return audit.record(new AuditEvent.AppLinkMixedUp(user, assistant, starter));
  }

  /**
   * Releases an attempt after an outage so that it can be claimed again. Never fails: the user can
   * start again.
   */
  Uni<Void> giveBack(Attempt attempt) {
    return database
        .preparedQuery(GIVE_BACK)
        .execute(Tuple.of(hash(attempt.state())))
        .replaceWithVoid()
        .onFailure()
        .invoke(thrown -> LOG.warn("A linking attempt could not be released", thrown))
        .onFailure()
        .recoverWithNull();
  }

  /** Ends this user's attempt, if there is one, in the caller's transaction. */
  Uni<Void> forget(Mutiny.Session session, UserId user, AssistantId assistant) {
    return session
        .createNativeQuery(FORGET)
        .setParameter("user", user.value())
        .setParameter("assistant", assistant.value())
        .executeUpdate()
        .replaceWithVoid();
  }

  private static Buffer hash(SecretText state) {
    return Buffer.buffer(TokenHash.of(state).toBytes());
  }
}
