package dev.hushkey.oauth.keys;

import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The keys that sign and verify our access tokens. All replicas share them through the database;
 * the private half is opened through Vault once, and then stays in the memory of this process.
 *
 * <p>All methods fail as unavailable while Vault or the database are away and what they need is not
 * in memory yet; the next call tries again.
 */
@Singleton
public class SigningKeys {

  private static final Logger LOG = Logger.getLogger(SigningKeys.class);

  /**
   * An unknown key id makes us look into the database, at most this often: made-up ids must not
   * become a load. A key that another replica has just made is known here after this time at the
   * latest.
   */
  static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

  private final SigningKeyStore store;
  private final Sealer sealer;
  private final Clock clock;

  private final Map<String, PublicJwk> trusted = new ConcurrentHashMap<>();
  private volatile SigningKey opened;
  private Uni<SigningKey> opening;
  private Uni<Void> looking;
  private Instant lookedAt = Instant.MIN;

  @Inject
  SigningKeys(SigningKeyStore store, Sealer sealer, Clock clock) {
    this.store = store;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * What a token is signed with.
   *
   * @param kid goes into the token's header, so that readers find the public key
   */
  public record SigningKey(String kid, PrivateKey privateKey) {

    @Override
    public String toString() {
      return "SigningKey[" + kid + "]";
    }
  }

  /** The key to sign with now. The first call ever, across all replicas, makes it. */
  public Uni<SigningKey> current() {
    return Uni.createFrom()
        .deferred(() -> opened == null ? shared() : Uni.createFrom().item(opened));
  }

  /** The public key of this id; empty if we never had one. */
  public Uni<Optional<PublicKey>> verificationKey(String kid) {
    return Uni.createFrom()
        .deferred(
            () ->
                trusted.containsKey(kid)
                    ? Uni.createFrom().item(found(kid))
                    : look().map(_ -> found(kid)));
  }

  /** The members of each public key for the JWKS document, RFC 7517 §5. */
  public Uni<List<Map<String, Object>>> published() {
    // Whoever asks before the first token is issued gets a key to wait for, not an empty list.
    return current()
        .chain(_ -> look())
        .map(_ -> trusted.values().stream().map(PublicJwk::members).toList());
  }

  /**
   * Makes or opens the key early. An outage now is no reason to stop: the first use tries again.
   */
  void prepareAtStart(@Observes StartupEvent started) {
    current()
        .subscribe()
        .with(
            key -> LOG.infof("Signing with key %s", key.kid()),
            failure -> LOG.warnf("No signing key yet: %s", failure.getMessage()));
  }

  /**
   * However many ask at once, the key is opened once; each gets it on the context it asked from.
   */
  private Uni<SigningKey> shared() {
    return OwnContext.andBack(opening());
  }

  private synchronized Uni<SigningKey> opening() {
    if (opening == null) {
      opening =
          load()
              .onItem()
              .invoke(key -> opened = key)
              .onTermination()
              .invoke(this::openingEnded)
              .memoize()
              .indefinitely();
    }
    return opening;
  }

  private synchronized void openingEnded() {
    opening = null;
  }

  private Uni<SigningKey> load() {
    return store
        .findCurrent()
        .chain(found -> found.isPresent() ? Uni.createFrom().item(found.get()) : make())
        .chain(this::open);
  }

  /** Sealed first and stored then: a slow Vault holds neither a connection nor the lock. */
  private Uni<SigningKeyRow> make() {
    KeyPair pair = EcKeys.generate();
    PublicJwk jwk = PublicJwk.of((ECPublicKey) pair.getPublic());
    return sealer
        .seal(EcKeys.export(pair.getPrivate()), SealBinding.ofSigningKey(jwk.kid()))
        .map(text -> rowOf(jwk, text))
        .chain(store::storeUnlessPresent);
  }

  private static SigningKeyRow rowOf(PublicJwk jwk, SealedText sealed) {
    SigningKeyRow row = new SigningKeyRow();
    row.kid = jwk.kid();
    row.algorithm = EcKeys.ALGORITHM;
    row.publicJwk = jwk.json();
    row.sealedPrivate = sealed.ciphertext();
    return row;
  }

  /**
   * Also our own new one, so that a key which does not open is never used. What opens is ours: only
   * with Vault can a private key be sealed under the thumbprint of its public half. Whoever can
   * write to the table, but has no Vault, cannot have us accept a key of theirs.
   */
  private Uni<SigningKey> open(SigningKeyRow row) {
    return sealer
        .open(new SealedText(row.sealedPrivate), SealBinding.ofSigningKey(row.kid))
        .map(exported -> new SigningKey(row.kid, EcKeys.privateKey(exported)))
        .invoke(() -> trust(row));
  }

  private void trust(SigningKeyRow row) {
    PublicJwk jwk = PublicJwk.parse(row.publicJwk);
    if (!jwk.kid().equals(row.kid)) {
      throw new IllegalStateException("the public key of " + row.kid + " was replaced");
    }
    trusted.put(row.kid, jwk);
  }

  private Optional<PublicKey> found(String kid) {
    return Optional.ofNullable(trusted.get(kid)).map(PublicJwk::key);
  }

  private Uni<Void> look() {
    Uni<Void> look = startedLook();
    return look == null ? Uni.createFrom().voidItem() : OwnContext.andBack(look);
  }

  /** The look-up under way, or a new one; null if the last one was just now. */
  private synchronized Uni<Void> startedLook() {
    if (looking == null && clock.instant().isBefore(lookedAt.plus(LOOK_AGAIN_AFTER))) {
      return null;
    }
    if (looking == null) {
      looking =
          store
              .all()
              .chain(this::trustAll)
              .invoke(this::lookedNow)
              .onTermination()
              .invoke(this::lookEnded)
              .memoize()
              .indefinitely();
    }
    return looking;
  }

  private Uni<Void> trustAll(List<SigningKeyRow> rows) {
    return Multi.createFrom()
        .iterable(rows)
        .filter(row -> !trusted.containsKey(row.kid))
        .onItem()
        .transformToUniAndConcatenate(this::trustIfOurs)
        .onItem()
        .ignoreAsUni();
  }

  /** A row that is not ours must not keep us from using those that are. */
  private Uni<Void> trustIfOurs(SigningKeyRow row) {
    return open(row)
        .onFailure(IllegalStateException.class)
        .recoverWithItem(
            broken -> {
              LOG.errorf("Signing key %s is not used: %s", row.kid, broken.getMessage());
              return null;
            })
        .replaceWithVoid();
  }

  /**
   * Only a look that succeeded counts: after an outage nobody waits, and nobody is told "unknown".
   */
  private synchronized void lookedNow() {
    lookedAt = clock.instant();
  }

  private synchronized void lookEnded() {
    looking = null;
  }
}
