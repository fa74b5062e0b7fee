package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.assistant.TokenFormat;
import dev.hushkey.assistant.TokenPolicy;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The keys that sign and verify our access tokens. All replicas share them through the database;
 * the private half is opened through Vault once, and then stays in this process's memory.
 *
 * <p>All methods fail as unavailable while Vault or the database is unavailable and what they need
 * is not in memory yet; the next call tries again.
 */
@Singleton
public class SigningKeys {

  private static final Logger LOG = Logger.getLogger(SigningKeys.class);

  /**
   * An unknown key id makes us query the database, at most this often, so that made-up ids cause no
   * load. A key that another replica has just made is known here after this time at the latest.
   */
  static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

  private final KeyRing ring;
  private final Set<SigningAlgorithm> algorithms;
  private final Clock clock;

  private volatile KeyRing.Keys known = KeyRing.Keys.NONE;
  private Uni<Void> looking;
  private Instant lookedAt = Instant.MIN;

  @Inject
  SigningKeys(KeyRing ring, Assistants assistants, Clock clock) {
    this(ring, algorithmsOf(assistants), clock);
  }

  SigningKeys(KeyRing ring, Set<SigningAlgorithm> algorithms, Clock clock) {
    this.ring = ring;
    this.algorithms = algorithms;
    this.clock = clock;
  }

  /** Always includes ES256: what we sign for our own callers does not depend on any assistant. */
  static Set<SigningAlgorithm> algorithmsOf(Assistants assistants) {
    Set<SigningAlgorithm> algorithms = EnumSet.of(SigningAlgorithm.ES256);
    assistants.all().stream()
        .map(Assistant::tokens)
        .filter(tokens -> tokens.accessTokenFormat() == TokenFormat.JWT)
        .map(TokenPolicy::signingAlgorithm)
        .forEach(algorithms::add);
    return algorithms;
  }

  /** The current ES256 signing key. */
  public Uni<SigningKey> current() {
    return current(SigningAlgorithm.ES256);
  }

  /** The current signing key. The first call ever, across all replicas, makes it. */
  public Uni<SigningKey> current(SigningAlgorithm algorithm) {
    return Uni.createFrom()
        .deferred(
            () ->
                known.signs(algorithm)
                    ? Uni.createFrom().item(known.signing(algorithm))
                    : look().map(_ -> known.signing(algorithm)));
  }

  /** The public key of this id; empty if there is none. */
  public Uni<Optional<PublicKey>> verificationKey(String kid) {
    return Uni.createFrom()
        .deferred(
            () ->
                known.find(kid).isPresent()
                    ? Uni.createFrom().item(known.find(kid))
                    : lookUnlessJustNow().map(_ -> known.find(kid)));
  }

  /**
   * The members of each public key for the JWKS document, RFC 7517 §5. A request before the first
   * token is issued waits for a key to be made and never gets an empty list.
   */
  public Uni<List<Map<String, Object>>> published() {
    return Uni.createFrom()
        .deferred(this::lookUnlessJustNow)
        .map(_ -> known.published().stream().map(PublicJwk::members).toList());
  }

  /**
   * Makes or opens the keys early. An outage does not stop the start: the first use tries again.
   */
  void prepareAtStart(@Observes StartupEvent started) {
    current()
        .subscribe()
        .with(
            key -> LOG.infof("Signing with key %s", key.kid()),
            failure -> LOG.warnf("No signing key yet: %s", failure.getMessage()));
  }

  void schedule(@Observes StartupEvent started, Scheduler scheduler, SigningKeySettings settings) {
    scheduler
        .newJob("signing keys: look")
        .setInterval(settings.lookEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> lookRegularly())
        .schedule();
  }

  /** Picks up changes by other replicas. While that fails, the keys in memory stay in use. */
  Uni<Void> lookRegularly() {
    return look()
        .onFailure()
        .invoke(thrown -> LOG.warnf("Signing keys could not be read: %s", thrown.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  /** The keys in memory, as of this process's last read. */
  KeyRing.Keys known() {
    return known;
  }

  /** The algorithms in use in this installation. */
  Set<SigningAlgorithm> algorithms() {
    return algorithms;
  }

  /** Picks up a change at once. */
  Uni<Void> look() {
    return OwnContext.andBack(startedLook());
  }

  private Uni<Void> lookUnlessJustNow() {
    return isJustNow() ? Uni.createFrom().voidItem() : look();
  }

  private synchronized boolean isJustNow() {
    return looking == null && clock.instant().isBefore(lookedAt.plus(LOOK_AGAIN_AFTER));
  }

  /** Concurrent callers share one read of the keys. */
  private synchronized Uni<Void> startedLook() {
    if (looking == null) {
      looking =
          ring.load(algorithms, known)
              .invoke(this::lookedNow)
              .replaceWithVoid()
              .onTermination()
              .invoke(this::lookEnded)
              .memoize()
              .indefinitely();
    }
    return looking;
  }

  /**
   * Only a successful read counts: after an outage the next call reads again, instead of answering
   * "unknown".
   */
  private synchronized void lookedNow(KeyRing.Keys found) {
    known = found;
    lookedAt = clock.instant();
  }

  private synchronized void lookEnded() {
    looking = null;
  }
}
