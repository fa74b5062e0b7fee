package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.seal.SealBinding;
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

  @Inject
  KeyRing(SigningKeyStore store, Sealer sealer) {
    this.store = store;
    this.sealer = sealer;
  }

  /**
   * A key whose private half opened under the thumbprint of its public half, which proves that it
   * is ours.
   */
  private record Opened(PublicJwk jwk, PrivateKey privateKey) {}

  /**
   * The keys as read at one moment.
   *
   * @param plan of those that are ours
   * @param refused the ids of rows that are not
   */
  record Keys(Map<String, Opened> opened, KeyPlan plan, Set<String> refused) {

    static final Keys NONE = new Keys(Map.of(), new KeyPlan(List.of(), Instant.MIN), Set.of());

    boolean signs(SigningAlgorithm algorithm) {
      return findSigning(algorithm).isPresent();
    }

    SigningKey signing(SigningAlgorithm algorithm) {
      return findSigning(algorithm)
          .orElseThrow(() -> new IllegalStateException("no signing key for " + algorithm));
    }

    private Optional<SigningKey> findSigning(SigningAlgorithm algorithm) {
      return plan.signing(algorithm)
          .map(times -> new SigningKey(times.kid(), opened.get(times.kid()).privateKey()));
    }

    Optional<PublicKey> find(String kid) {
      return Optional.ofNullable(opened.get(kid)).map(key -> key.jwk().key());
    }

    Collection<PublicJwk> published() {
      return opened.values().stream().map(Opened::jwk).toList();
    }
  }

  /** Reads all keys, makes the missing ones, and opens those not yet open. */
  Uni<Keys> load(Set<SigningAlgorithm> needed, Keys before) {
    return store
        .read()
        .chain(stock -> open(stock, before))
        .chain(
            keys ->
                needed.stream()
                    .filter(algorithm -> !keys.signs(algorithm))
                    .findFirst()
                    .map(missing -> makeFirst(missing, keys).chain(() -> load(needed, keys)))
                    .orElseGet(() -> Uni.createFrom().item(keys)));
  }

  /** Does nothing if another replica was quicker; a row that is not ours does not count. */
  private Uni<Optional<String>> makeFirst(SigningAlgorithm algorithm, Keys keys) {
    return make(
        algorithm,
        stock ->
            stock.plan().without(keys.refused()).signing(algorithm).isPresent()
                ? Optional.empty()
                : Optional.of(stock.now()));
  }

  /**
   * Makes a key and stores it if it is still needed then. It is sealed before it is stored, so that
   * a slow Vault holds neither a connection nor the lock.
   *
   * @return its id, if it was stored
   */
  Uni<Optional<String>> make(
      SigningAlgorithm algorithm, Function<SigningKeyStore.Stock, Optional<Instant>> signsFrom) {
    return Uni.createFrom()
        .item(() -> PrivateKeys.generate(algorithm))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            pair -> {
              PublicJwk jwk = PublicJwk.of(pair.getPublic());
              return sealer
                  .seal(PrivateKeys.export(pair.getPrivate()), SealBinding.ofSigningKey(jwk.kid()))
                  .chain(ciphertext -> store.store(rowOf(jwk, ciphertext), signsFrom))
                  .map(stored -> stored ? Optional.of(jwk.kid()) : Optional.empty());
            });
  }

  private static SigningKeyRow rowOf(PublicJwk jwk, SealedText sealed) {
    SigningKeyRow row = new SigningKeyRow();
    row.kid = jwk.kid();
    row.algorithm = jwk.algorithm().name();
    row.publicJwk = jwk.json();
    row.sealedPrivate = sealed.ciphertext();
    return row;
  }

  private Uni<Keys> open(SigningKeyStore.Stock stock, Keys before) {
    Map<String, Opened> opened = new LinkedHashMap<>();
    return Multi.createFrom()
        .iterable(stock.rows())
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
    if (before.opened().containsKey(row.kid)) {
      return Uni.createFrom().item(before.opened().get(row.kid));
    }
    return sealer
        .open(new SealedText(row.sealedPrivate), SealBinding.ofSigningKey(row.kid))
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
    return new Opened(jwk, PrivateKeys.read(exported, jwk.algorithm()));
  }
}
