package dev.hushkey.oauth.token;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Deletes pushed requests and DPoP proofs that ran out, and codes and tokens that did so more than
 * a day ago. The day is for codes: as long as a used one is known, its repeat ends the stolen link.
 * Refresh tokens of ended links are known for thirty days, for those who look into a theft. Any
 * replica may sweep at any time.
 */
@ApplicationScoped
public class ExpiredTokensSweep {

  /** Small enough that no other statement waits long. */
  static final int CHUNK = 1000;

  private static final String CODES =
      """
      delete from authorization_code where code_hash in (
        select code_hash from authorization_code
         where expires_at < clock_timestamp() - interval '1 day'
         limit :chunk for update skip locked)
      """;

  private static final String ACCESS_TOKENS =
      """
      delete from access_token where id in (
        select id from access_token
         where expires_at < clock_timestamp() - interval '1 day'
         limit :chunk for update skip locked)
      """;

  private static final String PUSHED_REQUESTS =
      """
      delete from pushed_request where request_hash in (
        select request_hash from pushed_request
         where expires_at < clock_timestamp()
         limit :chunk for update skip locked)
      """;

  private static final String DPOP_PROOFS =
      """
      delete from dpop_proof where proof_hash in (
        select proof_hash from dpop_proof
         where expires_at < clock_timestamp()
         limit :chunk for update skip locked)
      """;

  private static final String EXPIRED_REFRESH_TOKENS =
      """
      delete from refresh_token where token_hash in (
        select token_hash from refresh_token
         where expires_at < clock_timestamp() - interval '1 day'
         limit :chunk for update skip locked)
      """;

  private static final String REVOKED_REFRESH_TOKENS =
      """
      delete from refresh_token where token_hash in (
        select token_hash from refresh_token
         where revoked_at < clock_timestamp() - interval '30 days'
         limit :chunk for update skip locked)
      """;

  private final Mutiny.SessionFactory sessions;

  @Inject
  ExpiredTokensSweep(Mutiny.SessionFactory sessions) {
    this.sessions = sessions;
  }

  /** Deletes all there is to delete, a chunk per transaction. */
  @Scheduled(
      every = "${hushkey.oauth.sweep-every:10m}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> sweep() {
    return deleteAll(CODES)
        .invoke(deleted -> Log.debugf("Deleted %d expired codes", deleted))
        .chain(() -> deleteAll(ACCESS_TOKENS))
        .invoke(deleted -> Log.debugf("Deleted %d expired access tokens", deleted))
        .chain(() -> deleteAll(PUSHED_REQUESTS))
        .invoke(deleted -> Log.debugf("Deleted %d expired pushed requests", deleted))
        .chain(() -> deleteAll(DPOP_PROOFS))
        .invoke(deleted -> Log.debugf("Deleted %d expired DPoP proofs", deleted))
        .chain(() -> deleteAll(EXPIRED_REFRESH_TOKENS))
        .invoke(deleted -> Log.debugf("Deleted %d expired refresh tokens", deleted))
        .chain(() -> deleteAll(REVOKED_REFRESH_TOKENS))
        .invoke(deleted -> Log.debugf("Deleted %d revoked refresh tokens", deleted))
        .replaceWithVoid();
  }

  private Uni<Integer> deleteAll(String statement) {
    return Multi.createBy()
        .repeating()
        .uni(() -> deleteChunk(statement))
        .whilst(deleted -> deleted == CHUNK)
        .collect()
        .with(Collectors.summingInt(Integer::intValue));
  }

  private Uni<Integer> deleteChunk(String statement) {
    return sessions.withTransaction(
        session ->
            session.createNativeQuery(statement).setParameter("chunk", CHUNK).executeUpdate());
  }
}
