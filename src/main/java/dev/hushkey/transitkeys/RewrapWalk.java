package dev.hushkey.transitkeys;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.StoredCiphertext;
import dev.hushkey.seal.TransitKeyMaintenance;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** One walk through the ciphertexts of a key, by the holder of the lease; not shared. */
final class RewrapWalk {

  private static final Logger LOG = Logger.getLogger(RewrapWalk.class);

  /** Long enough for locks on skipped rows to be released. */
  private static final Duration BETWEEN_PASSES = Duration.ofMillis(500);

  private final CiphertextStore store;
  private final RewrapLedger ledger;
  private final TransitKeyMaintenance maintenance;
  private final Pool pool;
  private final RewrapRecord record;
  private final Pace pace;
  private RewrapLedger.Turn turn;

  RewrapWalk(
      CiphertextStore store,
      RewrapLedger.Turn turn,
      RewrapLedger ledger,
      TransitKeyMaintenance maintenance,
      Pool pool,
      RewrapRecord record,
      Pace pace) {
    this.store = store;
    this.turn = turn;
    this.ledger = ledger;
    this.maintenance = maintenance;
    this.pool = pool;
    this.record = record;
    this.pace = pace;
  }

  /** Moves one batch; false when this walk has nothing left to do. */
  Uni<Boolean> step() {
    long start = System.nanoTime();
    return store
        .next(pool, turn.position(), turn.target(), TransitKeyMaintenance.MAX_AT_ONCE)
        .chain(look -> look.found().isEmpty() ? goOn(look.until()) : move(look, start));
  }

  private Uni<Boolean> goOn(Optional<String> until) {
    return until
        .map(
            position ->
                pool.withTransaction(
                        connection -> advance(connection, RewrapBatch.Counts.none(position)))
                    .invoke(() -> turn = new RewrapLedger.Turn(turn.target(), position))
                    .replaceWith(true))
        .orElseGet(this::endPass);
  }

  private Uni<Boolean> move(CiphertextStore.Look look, long start) {
    List<StoredCiphertext> stored = look.found();
    List<TransitKeyMaintenance.Owned> owned =
        stored.stream()
            .map(each -> new TransitKeyMaintenance.Owned(each.binding(), each.sealed()))
            .toList();
    return maintenance
        .rewrap(store.transitKey(), owned)
        .map(moved -> new RewrapBatch(stored, moved))
        .invoke(this::warnOfRefused)
        .chain(this::put)
        .call(() -> rest(stored.size(), start));
  }

  /** Stores the ciphertexts and the progress, both or neither. */
  private Uni<Boolean> put(RewrapBatch batch) {
    return pool.withTransaction(
            connection ->
                store
                    .replace(connection, batch.replacements())
                    .map(batch::counts)
                    .call(counts -> advance(connection, counts)))
        .invoke(counts -> turn = new RewrapLedger.Turn(turn.target(), counts.position()))
        .replaceWith(true);
  }

  /** Fails the transaction when the entry is no longer of this version. */
  private Uni<Void> advance(SqlConnection connection, RewrapBatch.Counts counts) {
    return ledger
        .advance(connection, store.transitKey(), turn, counts)
        .invoke(
            ours -> {
              if (!ours) {
                throw new IllegalStateException("another version is the target now");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> rest(int moved, long start) {
    Duration rest = pace.restAfter(moved, Duration.ofNanos(System.nanoTime() - start));
    return rest.isZero() ? Uni.createFrom().voidItem() : pause(rest);
  }

  private static Uni<Void> pause(Duration time) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(time);
  }

  private Uni<Boolean> endPass() {
    return ledger.endPass(store.transitKey(), turn).chain(this::afterPass);
  }

  private Uni<Boolean> afterPass(Optional<RewrapLedger.Pass> pass) {
    if (pass.isEmpty()) {
      return Uni.createFrom().item(false);
    }
    if (pass.get().finished()) {
      return finish(pass.get()).replaceWith(false);
    }
    turn = new RewrapLedger.Turn(turn.target(), "");
    return pause(BETWEEN_PASSES).replaceWith(true);
  }

  private Uni<Void> finish(RewrapLedger.Pass pass) {
    if (pass.rewrapped() + pass.refused() == 0) {
      return Uni.createFrom().voidItem();
    }
    LOG.infof(
        "%d ciphertexts of %s moved to version %d, %d refused",
        pass.rewrapped(), store.transitKey(), turn.target(), pass.refused());
    return record.finished(
        new AuditEvent.KeyRewrapped(
            store.transitKey(), turn.target(), pass.rewrapped(), pass.refused()));
  }

  private void warnOfRefused(RewrapBatch batch) {
    for (StoredCiphertext each : batch.refused()) {
      LOG.errorf(
          "ALARM: Vault refuses to rewrap the ciphertext of %s %s to version %d of %s: it was"
              + " altered, belongs to somebody else, or its version was destroyed. It was left as it"
              + " is.",
          each.binding().kind(), each.position(), turn.target(), store.transitKey());
    }
  }
}
