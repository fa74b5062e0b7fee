package dev.hushkey.transitkeys;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.TransitKeyMaintenance;
import dev.hushkey.seal.transit.TransitKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The Transit keys of this installation, for operators. */
@ApplicationScoped
public class TransitKeys {

  private final CiphertextStores stores;
  private final TransitKeyMaintenance maintenance;
  private final RewrapLedger ledger;
  private final Rewrap rewrap;
  private final Pool pool;
  private final AuditTrail audit;

  @Inject
  TransitKeys(
      CiphertextStores stores,
      TransitKeyMaintenance maintenance,
      RewrapLedger ledger,
      Rewrap rewrap,
      Pool pool,
      AuditTrail audit) {
    this.stores = stores;
    this.maintenance = maintenance;
    this.ledger = ledger;
    this.rewrap = rewrap;
    this.pool = pool;
    this.audit = audit;
  }

  /** All of them. */
  public Uni<List<KeyState>> all() {
    requireConfigured();
    return Multi.createFrom()
        .iterable(stores.all())
        .onItem()
        .transformToUniAndConcatenate(this::state)
        .collect()
        .asList();
  }

  /** One of them; fails with {@link Failure.NotFound}. */
  public Uni<KeyState> require(String key) {
    requireConfigured();
    return state(stores.require(key));
  }

  /** Makes a new version, which seals from now on, and starts to move older ciphertexts. */
  public Uni<KeyState> rotate(String key, Actor actor) {
    requireConfigured();
    CiphertextStore store = stores.require(key);
    return maintenance
        .rotate(key)
        .chain(() -> maintenance.read(key))
        .call(made -> audit.record(new AuditEvent.KeyRotated(actor, key, made.latest())))
        .call(made -> open(made, false))
        .chain(() -> state(store));
  }

  /** Starts to move ciphertexts older than the latest version, even if that was done before. */
  public Uni<KeyState> rewrap(String key, Actor actor) {
    requireConfigured();
    CiphertextStore store = stores.require(key);
    return maintenance
        .read(key)
        .call(() -> audit.record(new AuditEvent.RewrapRequested(actor, key)))
        .call(found -> open(found, true))
        .chain(() -> state(store));
  }

  private Uni<Void> open(TransitKey key, boolean again) {
    return ledger.open(key.name(), key.latest(), again).invoke(rewrap::startSoon);
  }

  private Uni<KeyState> state(CiphertextStore store) {
    return Uni.combine()
        .all()
        .unis(
            maintenance.read(store.transitKey()),
            store.count(pool),
            ledger.find(store.transitKey()))
        .asTuple()
        .map(facts -> new KeyState(facts.getItem1(), facts.getItem2(), facts.getItem3()));
  }

  private void requireConfigured() {
    if (!maintenance.isConfigured()) {
      throw FailureException.malformed(
          "server", "has no log-in for key maintenance; set hushkey.vault.rotate.*");
    }
  }
}
