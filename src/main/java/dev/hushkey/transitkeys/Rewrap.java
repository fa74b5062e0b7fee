package dev.hushkey.transitkeys;

import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.TransitKeyMaintenance;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * Moves ciphertexts to the latest version of their key, in the background: batch by batch, at a
 * bounded rate, continuing where any replica stopped. The next run finds a new version whether an
 * operator or Vault's own schedule made it.
 */
@ApplicationScoped
class Rewrap {

  private static final Logger LOG = Logger.getLogger(Rewrap.class);
  private static final String WAKE_UP = "hushkey.rewrap";

  private final CiphertextStores stores;
  private final RewrapLedger ledger;
  private final TransitKeyMaintenance maintenance;
  private final Pool pool;
  private final EventBus bus;
  private final RewrapRecord record;
  private final Pace pace;

  @Inject
  Rewrap(
      CiphertextStores stores,
      RewrapLedger ledger,
      TransitKeyMaintenance maintenance,
      Pool pool,
      EventBus bus,
      RewrapRecord record,
      RewrapSettings settings) {
    this.stores = stores;
    this.ledger = ledger;
    this.maintenance = maintenance;
    this.pool = pool;
    this.bus = bus;
    this.record = record;
    this.pace = new Pace(settings.rewrapsPerSecond());
  }

  /** Wakes this replica; a missed wake-up does no damage. */
  void startSoon() {
    bus.send(WAKE_UP, "");
  }

  @ConsumeEvent(WAKE_UP)
  Uni<Void> wakeUp(String ignored) {
    return rewrapAll();
  }

  void schedule(@Observes StartupEvent started, Scheduler scheduler, RewrapSettings settings) {
    scheduler
        .newJob("transit keys: rewrap")
        .setInterval(settings.checkEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> rewrapAll())
        .schedule();
  }

  /** Looks for new versions, and continues what a stopped replica or an outage left unfinished. */
  Uni<Void> rewrapAll() {
    if (!maintenance.isConfigured()) {
      return Uni.createFrom().voidItem();
    }
    return Multi.createFrom()
        .iterable(stores.all())
        .onItem()
        .transformToUniAndConcatenate(this::rewrapSafely)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** A failure for one key does not stop the others. */
  private Uni<Void> rewrapSafely(CiphertextStore store) {
    return look(store)
        .chain(() -> rewrap(store))
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "The rewrap of %s stopped and goes on later: %s", store.transitKey(), failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> look(CiphertextStore store) {
    return maintenance
        .read(store.transitKey())
        .chain(key -> ledger.open(key.name(), key.latest(), false));
  }

  private Uni<Void> rewrap(CiphertextStore store) {
    return ledger
        .take(store.transitKey())
        .chain(turn -> turn.isEmpty() ? Uni.createFrom().voidItem() : goOn(store, turn.get()));
  }

  private Uni<Void> goOn(CiphertextStore store, RewrapLedger.Turn turn) {
    RewrapWalk walk = new RewrapWalk(store, turn, ledger, maintenance, pool, record, pace);
    return Uni.createFrom()
        .deferred(walk::step)
        .repeat()
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
