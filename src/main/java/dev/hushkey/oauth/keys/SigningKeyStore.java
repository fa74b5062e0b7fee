package dev.hushkey.oauth.keys;

import dev.hushkey.sql.DatabaseClock;
import dev.hushkey.sql.OwnContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code signing_key}. Each call runs in its own transaction, even inside another one.
 */
@Singleton
class SigningKeyStore {

  /** Any number will do, as long as nothing else locks it: "signkeys" in ASCII. */
  private static final long LOCK = 0x7369676e6b657973L;

  /** All keys and the database's clock, as of one moment. */
  record Stock(List<SigningKeyRow> rows, Instant now) {

    KeyPlan plan() {
      return new KeyPlan(rows.stream().map(SigningKeyRow::times).toList(), now);
    }
  }

  private final Mutiny.SessionFactory sessions;
  private final Vertx vertx;

  @Inject
  SigningKeyStore(Mutiny.SessionFactory sessions, Vertx vertx) {
    this.sessions = sessions;
    this.vertx = vertx;
  }

  /** All keys whose tokens may still live. */
  Uni<Stock> read() {
    return inTransaction(SigningKeyStore::read);
  }

  /**
   * Stores a key if it is needed: replicas that make one at the same time run one after the other
   * here, and each decides by the keys stored by then.
   *
   * @param signsFrom returns when it starts to sign, given the stored keys; empty if it is not
   *     needed
   * @param record runs in the same transaction, if it was stored
   * @return whether it was stored
   */
  Uni<Boolean> store(
      SigningKeyRow made,
      Function<Stock, Optional<Instant>> signsFrom,
      Function<Mutiny.Session, Uni<Void>> record) {
    return inTransaction(
        session ->
            lock(session)
                .chain(() -> read(session))
                .chain(stock -> store(session, made, stock.now(), signsFrom.apply(stock)))
                .call(stored -> stored ? record.apply(session) : Uni.createFrom().voidItem()));
  }

  private static Uni<Boolean> store(
      Mutiny.Session session, SigningKeyRow made, Instant now, Optional<Instant> signsFrom) {
    if (signsFrom.isEmpty()) {
      return Uni.createFrom().item(false);
    }
    made.createdAt = now;
    made.signsFrom = signsFrom.get();
    return session.persist(made).replaceWith(true);
  }

  /**
   * Withdraws a key and erases its private half. Takes no lock but that of its row: nothing that is
   * stuck elsewhere holds it up.
   *
   * @param record runs in the same transaction, if no earlier call withdrew it
   * @return what it signed; empty if there is no such key
   */
  Uni<Optional<KeyUse>> withdraw(String kid, Function<Mutiny.Session, Uni<Void>> record) {
    return inTransaction(
        session ->
            session
                .createNativeQuery(
                    """
                    update signing_key set withdrawn_at = clock_timestamp(), sealed_private = null
                     where kid = :kid and withdrawn_at is null
                    """)
                .setParameter("kid", kid)
                .executeUpdate()
                .call(changed -> changed == 1 ? record.apply(session) : Uni.createFrom().voidItem())
                .chain(() -> session.find(SigningKeyRow.class, kid))
                .map(row -> Optional.ofNullable(row).map(SigningKeyRow::use)));
  }

  /** Deletes keys permanently; returns those that this call deleted. */
  Uni<List<String>> delete(List<String> kids) {
    return inTransaction(
        session ->
            session
                .createNativeQuery(
                    "delete from signing_key where kid = any(:kids) returning kid", String.class)
                .setParameter("kids", kids.toArray(String[]::new))
                .getResultList());
  }

  private <T> Uni<T> inTransaction(Function<Mutiny.Session, Uni<T>> work) {
    return OwnContext.run(
        vertx, () -> sessions.withTransaction((session, _) -> work.apply(session)));
  }

  /** Locks until the end of the transaction, across all replicas. */
  private static Uni<Integer> lock(Mutiny.Session session) {
    return session
        .createNativeQuery("select 1 from pg_advisory_xact_lock(:lock)", Integer.class)
        .setParameter("lock", LOCK)
        .getSingleResult();
  }

  private static Uni<Stock> read(Mutiny.Session session) {
    return session
        .createSelectionQuery("from SigningKeyRow", SigningKeyRow.class)
        .getResultList()
        .chain(rows -> DatabaseClock.now(session).map(now -> new Stock(rows, now)));
  }
}
