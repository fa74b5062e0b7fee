package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.assistant.TokenFormat;
import dev.hushkey.assistant.TokenPolicy;
import dev.hushkey.sql.OwnContext;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The keys that sign our tokens and verify our access tokens. All replicas share them through the
 * database; the private half is opened through Vault once, and then stays in this process's memory.
 *
 * <p>All methods fail as unavailable while Vault or the database is unavailable and what they need
 * is not in memory yet; the next call tries again.
 */
@Singleton
public class SigningKeys {

  private static final Logger LOG = Logger.getLogger(SigningKeys.class);

  /**
   * The table is read for each use of a key, at most this often: a key that was withdrawn at
   * another replica is used for this long at the latest, and one that was made there is known after
   * it. An unknown key id causes no more load than that.
   */
  static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

  /** RFC 8417 leaves it open; Google reads this one. */
  public static final SigningAlgorithm SECURITY_EVENTS = SigningAlgorithm.RS256;

  private final KeyRing ring;
  private final Set<KeyUse> needed = ConcurrentHashMap.newKeySet();
  private final Clock clock;

  private volatile KeyRing.Keys known = KeyRing.Keys.NONE;
  private SigningKeyStore.Stock latest;
  private Uni<SigningKeyStore.Stock> reading;
  private Instant readAt = Instant.MIN;
  private Uni<Void> looking;
  private Instant lookedAt = Instant.MIN;

  @Inject
  SigningKeys(KeyRing ring, Assistants assistants, Clock clock) {
    this(ring, algorithmsOf(assistants), clock);
  }

  SigningKeys(KeyRing ring, Set<SigningAlgorithm> algorithms, Clock clock) {
    this.ring = ring;
    algorithms.forEach(algorithm -> needed.add(KeyUse.accessTokens(algorithm)));
    this.clock = clock;
  }

  /** Always includes ES256, so that the JWKS is never empty. */
  static Set<SigningAlgorithm> algorithmsOf(Assistants assistants) {
    Set<SigningAlgorithm> algorithms = EnumSet.of(SigningAlgorithm.ES256);
    assistants.all().stream()
        .map(Assistant::tokens)
        .filter(tokens -> tokens.accessTokenFormat() == TokenFormat.JWT)
        .map(TokenPolicy::signingAlgorithm)
        .forEach(algorithms::add);
    if (assistants.all().stream().anyMatch(each -> each.links().securityEvents().isPresent())) {
      algorithms.add(SECURITY_EVENTS);
    }
    return algorithms;
  }

  /** The key that signs access tokens. The first call ever, across all replicas, makes it. */
  public Uni<SigningKey> current(SigningAlgorithm algorithm) {
    return current(KeyUse.accessTokens(algorithm));
  }

  /** The key that signs exchanged tokens; the same. */
  public Uni<SigningKey> currentForExchange() {
    return current(KeyUse.EXCHANGED_TOKENS);
  }

  Uni<SigningKey> current(KeyUse use) {
    return Uni.createFrom()
        .deferred(this::readUnlessJustNow)
        .chain(() -> known.signs(use) ? Uni.createFrom().voidItem() : make(use))
        .map(_ -> known.signing(use));
  }

  private Uni<Void> make(KeyUse use) {
    needed.add(use);
    return look();
  }

  /**
   * The public key of this id that verifies access tokens; empty if there is none. Exchanged tokens
   * are not for us, and none of our doors verifies one.
   */
  public Uni<Optional<PublicKey>> verificationKey(String kid) {
    return Uni.createFrom()
        .deferred(this::readUnlessJustNow)
        .chain(() -> find(kid).isPresent() ? Uni.createFrom().voidItem() : lookUnlessJustNow())
        .map(_ -> find(kid));
  }

  private Optional<PublicKey> find(String kid) {
    return known.find(KeyPurpose.ACCESS_TOKENS, kid);
  }

  /**
   * The members of each public key for the JWKS document, RFC 7517 §5. A request before the first
   * token is issued waits for a key to be made and never gets an empty list. An empty list says
   * that the only key was withdrawn and there is no other yet.
   */
  public Uni<List<Map<String, Object>>> published() {
    return published(KeyPurpose.ACCESS_TOKENS);
  }

  /** The same for the keys that sign exchanged tokens. */
  public Uni<List<Map<String, Object>>> publishedForExchange() {
    needed.add(KeyUse.EXCHANGED_TOKENS);
    return published(KeyPurpose.EXCHANGED_TOKENS);
  }

  private Uni<List<Map<String, Object>>> published(KeyPurpose purpose) {
    return Uni.createFrom()
        .deferred(() -> hasAll(purpose) ? lookUnlessJustNow() : look())
        .onFailure(_ -> known.uses().stream().anyMatch(use -> use.purpose() == purpose))
        .recoverWithNull()
        .chain(this::readUnlessJustNow)
        .map(_ -> members(purpose));
  }

  private boolean hasAll(KeyPurpose purpose) {
    return needed.stream().filter(use -> use.purpose() == purpose).allMatch(known::signs);
  }

  private List<Map<String, Object>> members(KeyPurpose purpose) {
    return known.published(purpose).stream().map(PublicJwk::members).toList();
  }

  /**
   * Makes or opens the keys early. An outage does not stop the start: the first use tries again.
   */
  void prepareAtStart(@Observes StartupEvent started) {
    current(SigningAlgorithm.ES256)
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

  /** What is signed in this installation, as far as this process knows. */
  Set<KeyUse> uses() {
    Set<KeyUse> uses = new HashSet<>(needed);
    uses.addAll(known.uses());
    return uses;
  }

  /** Picks up a change that was made before this call, makes what is missing and opens the rest. */
  Uni<Void> look() {
    return OwnContext.andBack(Uni.createFrom().deferred(this::lookAfterTheCurrentOne));
  }

  /** One that is running may have read the table before the change. */
  private Uni<Void> lookAfterTheCurrentOne() {
    return running()
        .map(current -> current.onFailure().recoverWithNull().chain(this::startedLook))
        .orElseGet(this::startedLook);
  }

  private synchronized Optional<Uni<Void>> running() {
    return Optional.ofNullable(looking);
  }

  /** Reads the table after this call began: what was withdrawn before it is no longer used here. */
  Uni<Void> read() {
    return OwnContext.andBack(
            Uni.createFrom()
                .deferred(
                    () ->
                        readingNow()
                            .map(
                                current ->
                                    current.onFailure().recoverWithNull().chain(this::startedRead))
                            .orElseGet(this::startedRead)))
        .replaceWithVoid();
  }

  private synchronized Optional<Uni<SigningKeyStore.Stock>> readingNow() {
    return Optional.ofNullable(reading);
  }

  private Uni<Void> lookUnlessJustNow() {
    return isJustNow()
        ? Uni.createFrom().voidItem()
        : OwnContext.andBack(Uni.createFrom().deferred(this::startedLook));
  }

  private synchronized boolean isJustNow() {
    return looking == null && clock.instant().isBefore(lookedAt.plus(LOOK_AGAIN_AFTER));
  }

  /** Concurrent callers share one look. */
  private synchronized Uni<Void> startedLook() {
    if (looking == null) {
      looking =
          load()
              .invoke(this::lookedNow)
              .onTermination()
              .invoke(this::lookEnded)
              .memoize()
              .indefinitely();
    }
    return looking;
  }

  private Uni<Void> load() {
    return Uni.createFrom()
        .deferred(this::startedRead)
        .chain(stock -> ring.open(stock, known))
        .invoke(this::opened)
        .chain(() -> findMissing().map(this::makeFirst).orElseGet(Uni.createFrom()::voidItem));
  }

  private Optional<KeyUse> findMissing() {
    return needed.stream().filter(use -> !known.signs(use)).findFirst();
  }

  private Uni<Void> makeFirst(KeyUse use) {
    return ring.makeFirst(use, known).chain(this::load);
  }

  private Uni<Void> readUnlessJustNow() {
    return isReadJustNow()
        ? Uni.createFrom().voidItem()
        : OwnContext.andBack(Uni.createFrom().deferred(this::startedRead)).replaceWithVoid();
  }

  private synchronized boolean isReadJustNow() {
    return clock.instant().isBefore(readAt.plus(LOOK_AGAIN_AFTER));
  }

  /** Concurrent callers share one read of the table. */
  private synchronized Uni<SigningKeyStore.Stock> startedRead() {
    if (reading == null) {
      Instant began = clock.instant();
      reading =
          ring.read()
              .invoke(stock -> haveRead(stock, began))
              .onTermination()
              .invoke(this::readEnded)
              .memoize()
              .indefinitely();
    }
    return reading;
  }

  /** What was withdrawn ends here, whatever becomes of the rest of the look. */
  private synchronized void haveRead(SigningKeyStore.Stock stock, Instant began) {
    latest = stock;
    readAt = began;
    known = known.asOf(stock);
  }

  /** Opening takes its time, and a key may have been withdrawn meanwhile. */
  private synchronized void opened(KeyRing.Keys found) {
    known = found.asOf(latest);
  }

  private synchronized void readEnded() {
    reading = null;
  }

  /**
   * Only a successful look counts: after an outage the next call looks again, instead of answering
   * "unknown".
   */
  private synchronized void lookedNow() {
    lookedAt = clock.instant();
  }

  private synchronized void lookEnded() {
    looking = null;
  }
}
