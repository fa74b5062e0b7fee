package dev.hushkey.oauth.keys;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Opens and makes signing keys, and knows which of them signs as of its last read of the table. */
@Singleton
class KeyRing {

  private static final Logger LOG = Logger.getLogger(KeyRing.class);

  private final SigningKeyStore store;
  private final Sealer sealer;
  private final AuditTrail audit;

  @Inject
  KeyRing(SigningKeyStore store, Sealer sealer, AuditTrail audit) {
    this.store = store;
    this.sealer = sealer;
    this.audit = audit;
  }

  /**
   * A key whose private half opened under the thumbprint of its public half, which proves that it
   * is ours.
   */
  private record Opened(PublicJwk jwk, KeyPurpose purpose, PrivateKey privateKey) {}

  /**
   * The keys as read at one moment.
   *
   * @param plan of those that are ours
   * @param refused the ids of rows that are not
   */
  record Keys(Map<String, Opened> opened, KeyPlan plan, Set<String> refused) {

    static final Keys NONE = new Keys(Map.of(), new KeyPlan(List.of(), Instant.MIN), Set.of());

    boolean signs(KeyUse use) {
      return findSigning(use).isPresent();
    }

    SigningKey signing(KeyUse use) {
      return findSigning(use)
          .orElseThrow(() -> new IllegalStateException("no signing key for " + use));
    }

    private Optional<SigningKey> findSigning(KeyUse use) {
      return plan.signing(use)
          .map(times -> new SigningKey(times.kid(), opened.get(times.kid()).privateKey()));
    }

    Optional<PublicKey> find(KeyPurpose purpose, String kid) {
      return Optional.ofNullable(opened.get(kid))
          .filter(key -> key.purpose() == purpose)
          .map(key -> key.jwk().key());
    }

    Collection<PublicJwk> published(KeyPurpose purpose) {
      return opened.values().stream()
          .filter(key -> key.purpose() == purpose)
          .map(Opened::jwk)
          .toList();
    }

    /** A row that was given another purpose counts as another key. */
    private Optional<Opened> findOpen(SigningKeyRow row) {
      return Optional.ofNullable(opened.get(row.kid))
          .filter(key -> key.purpose() == row.use().purpose());
    }

    /** All uses that there are keys for. */
    Set<KeyUse> uses() {
      return plan.keys().stream().map(KeyTimes::use).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The same as of a later read of the table: without the keys that are gone or withdrawn, and
     * not yet with the new ones, which have to be opened first.
     */
    Keys asOf(SigningKeyStore.Stock stock) {
      Map<String, Opened> left = new LinkedHashMap<>();
      Set<String> notOpen = new HashSet<>();
      for (SigningKeyRow row : stock.rows()) {
        if (row.withdrawnAt != null) {
          continue;
        }
        findOpen(row).ifPresentOrElse(key -> left.put(row.kid, key), () -> notOpen.add(row.kid));
      }
      return new Keys(left, stock.plan().without(notOpen), refused);
    }
  }

  /** All keys, withdrawn ones included. */
  Uni<SigningKeyStore.Stock> read() {
    return store.read();
  }

  /** Does nothing if another replica was quicker; a row that is not ours does not count. */
  Uni<Optional<String>> makeFirst(KeyUse use, Keys keys) {
    return make(
        use,
        new Order(Actor.system(), "none was signing"),
        stock ->
            stock.plan().without(keys.refused()).signing(use).isPresent()
                ? Optional.empty()
                : Optional.of(stock.now()));
  }

  /** Who has a key made, and why. */
  record Order(Actor actor, String why) {

    AuditEvent made(String kid) {
      return new AuditEvent.SigningKeyChanged(actor, kid, true, why);
    }
  }

  /**
   * Makes a key and stores it if it is still needed then. It is sealed before it is stored, so that
   * a slow Vault holds neither a connection nor the lock.
   *
   * @return its id, if it was stored
   */
  Uni<Optional<String>> make(
      KeyUse use, Order order, Function<SigningKeyStore.Stock, Optional<Instant>> signsFrom) {
    return Uni.createFrom()
        .item(() -> PrivateKeys.generate(use.algorithm()))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            pair -> {
              PublicJwk jwk = PublicJwk.of(pair.getPublic());
              return sealer
                  .seal(
                      PrivateKeys.export(pair.getPrivate()),
                      SigningKeyRow.binding(use.purpose(), jwk.kid()))
                  .chain(
                      ciphertext ->
                          store.store(
                              rowOf(use, jwk, ciphertext),
                              signsFrom,
                              session -> audit.record(session, order.made(jwk.kid()))))
                  .map(stored -> stored ? Optional.of(jwk.kid()) : Optional.empty());
            });
  }

  private static SigningKeyRow rowOf(KeyUse use, PublicJwk jwk, SealedText sealed) {
    SigningKeyRow row = new SigningKeyRow();
    row.kid = jwk.kid();
    row.purpose = use.purpose().wireName();
    row.algorithm = jwk.algorithm().name();
    row.publicJwk = jwk.json();
    row.sealedPrivate = sealed.ciphertext();
    return row;
  }

  /** Opens the keys that are not yet open. */
  Uni<Keys> open(SigningKeyStore.Stock stock, Keys before) {
    Map<String, Opened> opened = new LinkedHashMap<>();
    return Multi.createFrom()
        .iterable(stock.rows())
        .filter(row -> row.withdrawnAt == null)
        .onItem()
        .transformToUniAndConcatenate(
            row -> openIfOurs(row, before).invoke(key -> keep(opened, key)))
        .onItem()
        .ignoreAsUni()
        .map(_ -> keys(opened, stock));
  }

  private static void keep(Map<String, Opened> opened, Opened key) {
    if (key != null) {
      opened.put(key.jwk().kid(), key);
    }
  }

  /** A row that is not ours must neither sign nor end the use of one that is. */
  private static Keys keys(Map<String, Opened> opened, SigningKeyStore.Stock stock) {
    Set<String> refused =
        stock.rows().stream()
            .filter(row -> row.withdrawnAt == null)
            .map(row -> row.kid)
            .filter(kid -> !opened.containsKey(kid))
            .collect(Collectors.toSet());
    return new Keys(opened, stock.plan().without(refused), refused);
  }

  /**
   * Opens our own new key too, so that a key that does not open is never used. A key that opens is
   * ours: sealing a private key under the thumbprint of its public half takes Vault. Someone who
   * can write to the table but has no access to Vault cannot make us accept their key.
   */
  private Uni<Opened> openIfOurs(SigningKeyRow row, Keys before) {
    Optional<Opened> open = before.findOpen(row);
    if (open.isPresent()) {
      return Uni.createFrom().item(open.get());
    }
    return sealer
        .open(new SealedText(row.sealedPrivate), row.binding())
        .map(exported -> opened(row, exported))
        .onFailure(IllegalStateException.class)
        .recoverWithItem(
            broken -> {
              LOG.errorf("Signing key %s is not used: %s", row.kid, broken.getMessage());
              return null;
            });
  }

  private static Opened opened(SigningKeyRow row, SecretText exported) {
    PublicJwk jwk = PublicJwk.parse(row.publicJwk);
    if (!jwk.kid().equals(row.kid) || !jwk.algorithm().name().equals(row.algorithm)) {
      throw new IllegalStateException("the public key of " + row.kid + " was replaced");
    }
    return new Opened(jwk, row.use().purpose(), PrivateKeys.read(exported, jwk.algorithm()));
  }
}
