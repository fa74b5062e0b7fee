package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Replaces signing keys on schedule, and removes them when nothing that they signed can still be in
 * use. A new key is published some time before it signs, and an old one stays published until the
 * longest-lived token of its purpose has expired, so that every token's key can always be found
 * (docs/adr/0012-signing-keys-overlap.md). A key that has leaked is withdrawn instead.
 */
@Singleton
public class SigningKeyRotation {

  private static final Logger LOG = Logger.getLogger(SigningKeyRotation.class);

  /**
   * For access tokens: a margin for a replica that has not seen the successor yet, and for a
   * lifetime that was just shortened.
   */
  private static final Duration OVERLAP = Duration.ofDays(1);

  private static final String BY_SCHEDULE = "by schedule";

  private final SigningKeys keys;
  private final KeyRing ring;
  private final SigningKeyStore store;
  private final SigningKeySettings config;
  private final ExchangeKeySettings exchangeConfig;
  private final Duration longestToken;
  private final AuditTrail audit;

  @Inject
  SigningKeyRotation(
      SigningKeys keys,
      KeyRing ring,
      SigningKeyStore store,
      SigningKeySettings config,
      ExchangeKeySettings exchangeConfig,
      Assistants assistants,
      AuditTrail audit) {
    this.keys = keys;
    this.ring = ring;
    this.store = store;
    this.config = config;
    this.exchangeConfig = exchangeConfig;
    this.longestToken = longestLifetime(assistants);
    this.audit = audit;
  }

  private static Duration longestLifetime(Assistants assistants) {
    return assistants.all().stream()
        .map(assistant -> assistant.tokens().accessTokenLifetime())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  void schedule(@Observes StartupEvent started, Scheduler scheduler) {
    scheduler
        .newJob("signing keys: rotate")
        .setInterval(config.checkEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> rotateRegularly())
        .schedule();
  }

  /** Any replica may run it at any time; each decides by the database's clock. */
  Uni<Void> rotateRegularly() {
    return rotateIfDue()
        .onFailure()
        .invoke(thrown -> LOG.warnf("Signing keys were not rotated: %s", thrown.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  /** Makes the keys that are due and removes those no longer needed. */
  Uni<Void> rotateIfDue() {
    return keys.look()
        .chain(
            () ->
                forEach(
                    keys.uses().stream()
                        .filter(use -> due(keys.known().plan(), use).isPresent())
                        .toList(),
                    use -> make(use, new KeyRing.Order(Actor.system(), BY_SCHEDULE), this::due)))
        .chain(this::removeOver)
        .chain(keys::look);
  }

  /**
   * All signing keys, the latest to sign first; also while Vault is unavailable, but then without
   * keys that this process has not opened yet.
   */
  public Uni<List<SigningKeyInfo>> list() {
    return keys.look().onFailure().recoverWithUni(keys::read).map(_ -> infos());
  }

  /**
   * Makes a new key for each use, whatever the schedule says.
   *
   * @param atOnce whether it signs at once. Verifiers with a cached JWKS do not have it then
   */
  public Uni<List<SigningKeyInfo>> rotate(Actor actor, String reason, boolean atOnce) {
    return forEach(
            List.copyOf(keys.uses()),
            use ->
                make(
                    use,
                    new KeyRing.Order(actor, reason),
                    (plan, _) -> Optional.of(plan.now().plus(ahead(use, atOnce)))))
        .chain(this::list);
  }

  private Duration ahead(KeyUse use, boolean atOnce) {
    return atOnce ? Duration.ZERO : schedule(use.purpose()).publishAhead();
  }

  /**
   * Withdraws a key: when this completes, it is in no JWKS of this process, signs nothing, and
   * verifies nothing; within {@link SigningKeys#LOOK_AGAIN_AFTER} that is true of all replicas. Its
   * private half is erased. If it was signing, a new one signs at once; while Vault is unavailable
   * the new one has to wait, but not the withdrawal. Repeating it is safe.
   *
   * @return all keys; fails with {@link Failure.NotFound}
   */
  public Uni<List<SigningKeyInfo>> withdraw(Actor actor, String kid, String reason) {
    AuditEvent event = new AuditEvent.SigningKeyWithdrawn(actor, kid, reason);
    return store
        .withdraw(kid, session -> audit.record(session, event))
        .map(found -> found.orElseThrow(SigningKeyRotation::noSuchKey))
        .invoke(use -> LOG.warnf("Signing key %s (%s) was withdrawn: %s", kid, use, reason))
        .call(keys::read)
        .call(use -> replace(use, new KeyRing.Order(actor, "in place of " + kid)))
        .chain(this::list);
  }

  private static FailureException noSuchKey() {
    return new FailureException(new Failure.NotFound("signing key"));
  }

  private Uni<Void> replace(KeyUse use, KeyRing.Order order) {
    return keys.known().signs(use)
        ? Uni.createFrom().voidItem()
        : make(use, order, SigningKeyRotation::ifNoneSigns)
            .onFailure()
            .invoke(away -> LOG.warnf("No new signing key yet: %s", away.getMessage()))
            .onFailure()
            .recoverWithNull();
  }

  private static Optional<Instant> ifNoneSigns(KeyPlan plan, KeyUse use) {
    return plan.signing(use).isPresent() ? Optional.empty() : Optional.of(plan.now());
  }

  private Optional<Instant> due(KeyPlan plan, KeyUse use) {
    Schedule schedule = schedule(use.purpose());
    return plan.due(use, schedule.rotateEvery(), schedule.publishAhead());
  }

  /**
   * How the keys of a purpose follow each other.
   *
   * @param overlap how long a key is needed after it last signed
   */
  private record Schedule(Duration rotateEvery, Duration publishAhead, Duration overlap) {}

  private Schedule schedule(KeyPurpose purpose) {
    return switch (purpose) {
      case ACCESS_TOKENS ->
          new Schedule(config.rotateEvery(), config.publishAhead(), longestToken.plus(OVERLAP));
      case EXCHANGED_TOKENS ->
          new Schedule(
              exchangeConfig.rotateEvery(),
              exchangeConfig.publishAhead(),
              ExchangeKeySettings.MAX_TOKEN_LIFETIME
                  .plus(ExchangeKeySettings.LEEWAY)
                  .plus(ExchangeKeySettings.JWKS_MAX_AGE));
    };
  }

  private interface StartPlan {
    Optional<Instant> signsFrom(KeyPlan plan, KeyUse use);
  }

  private Uni<Void> make(KeyUse use, KeyRing.Order order, StartPlan start) {
    return ring.make(
            use, order, stock -> start.signsFrom(stock.plan().without(keys.known().refused()), use))
        .invoke(
            made ->
                made.ifPresent(
                    kid -> LOG.infof("Signing key %s (%s) was made: %s", kid, use, order.why())))
        .replaceWithVoid();
  }

  private Uni<Void> removeOver() {
    KeyPlan plan = keys.known().plan();
    List<String> over =
        plan.keys().stream()
            .filter(key -> plan.isOver(key, schedule(key.use().purpose()).overlap()))
            .map(KeyTimes::kid)
            .toList();
    return over.isEmpty()
        ? Uni.createFrom().voidItem()
        : store.delete(over).chain(deleted -> forEach(deleted, this::recordRemoved));
  }

  private Uni<Void> recordRemoved(String kid) {
    LOG.infof("Signing key %s was removed: %s", kid, BY_SCHEDULE);
    return audit.record(new AuditEvent.SigningKeyChanged(Actor.system(), kid, false, BY_SCHEDULE));
  }

  private List<SigningKeyInfo> infos() {
    KeyPlan plan = keys.known().plan();
    return plan.keys().reversed().stream().map(key -> SigningKeyInfo.of(plan, key)).toList();
  }

  private static <T> Uni<Void> forEach(List<T> all, Function<T, Uni<Void>> step) {
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(step::apply)
        .onItem()
        .ignoreAsUni();
  }
}
