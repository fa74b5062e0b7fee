package dev.hushkey.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The proofs used so far, across all replicas, RFC 9449 §11.1. Each must be fresh by the database's
 * clock and is accepted once.
 */
@ApplicationScoped
class DpopProofs {

  /** Seconds back, for a slow network; and ahead, for a caller whose clock is fast. */
  private static final String TAKE =
      """
      insert into dpop_proof (proof_hash, expires_at)
      select $1, clock_timestamp() + interval '2 minutes'
       where to_timestamp($2::bigint) between clock_timestamp() - interval '60 seconds'
                                          and clock_timestamp() + interval '10 seconds'
      on conflict do nothing
      """;

  private final Pool database;

  @Inject
  DpopProofs(Pool database) {
    this.database = database;
  }

  /** Accepts a proof; false when it was used before or is not fresh. */
  Uni<Boolean> take(DpopProof proof, String keyThumbprint) {
    return database
        .preparedQuery(TAKE)
        .execute(Tuple.of(Buffer.buffer(proof.hash(keyThumbprint).toBytes()), proof.issuedAt()))
        .map(SqlResult::rowCount)
        .map(taken -> taken == 1);
  }
}
