package dev.hushkey.oauth.keys;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code signing_key}. Each call is a transaction of its own, whatever the caller is in.
 */
@Singleton
class SigningKeyStore {

  /** Any number will do, as long as nobody else locks it: "signkeys" in ASCII. */
  private static final long LOCK = 0x7369676e6b657973L;

  private static final String SIGNING =
      "from SigningKeyRow where retiredAt is null and algorithm = :algorithm"
          + " order by createdAt desc, kid";

  private final Mutiny.SessionFactory sessions;
  private final Vertx vertx;

  @Inject
  SigningKeyStore(Mutiny.SessionFactory sessions, Vertx vertx) {
    this.sessions = sessions;
    this.vertx = vertx;
  }

  /** The key to sign with: the newest that is not retired. */
  Uni<Optional<SigningKeyRow>> findCurrent() {
    return inTransaction(SigningKeyStore::findCurrent);
  }

  /** Stores the key unless there is one to sign with already, and answers the one there is now. */
  Uni<SigningKeyRow> storeUnlessPresent(SigningKeyRow made) {
    return inTransaction(
        session ->
            lock(session)
                .chain(() -> findCurrent(session))
                .chain(
                    found ->
                        found.isPresent()
                            ? Uni.createFrom().item(found.get())
                            : session.persist(made).replaceWith(made)));
  }

  /** All keys whose tokens may still live, newest first. */
  Uni<List<SigningKeyRow>> all() {
    return inTransaction(
        session ->
            session
                .createSelectionQuery(
                    "from SigningKeyRow order by createdAt desc, kid", SigningKeyRow.class)
                .getResultList());
  }

  private <T> Uni<T> inTransaction(Function<Mutiny.Session, Uni<T>> work) {
    return OwnContext.run(
        vertx, () -> sessions.withTransaction((session, _) -> work.apply(session)));
  }

  /** Until the end of the transaction, across all replicas. */
  private static Uni<Integer> lock(Mutiny.Session session) {
    return session
        .createNativeQuery("select 1 from pg_advisory_xact_lock(:lock)", Integer.class)
        .setParameter("lock", LOCK)
        .getSingleResult();
  }

  private static Uni<Optional<SigningKeyRow>> findCurrent(Mutiny.Session session) {
    return session
        .createSelectionQuery(SIGNING, SigningKeyRow.class)
        .setParameter("algorithm", EcKeys.ALGORITHM)
        .setMaxResults(1)
        .getResultList()
        .map(rows -> rows.stream().findFirst());
  }
}
