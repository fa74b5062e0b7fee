package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
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
 * longest-lived access token has expired, so that every token's key can always be found
 * (docs/adr/0012-signing-keys-overlap.md).
 */
@Singleton
public class SigningKeyRotation {

  private static final Logger LOG = Logger.getLogger(SigningKeyRotation.class);

  /**
   * A margin for a replica that has not seen the successor yet, and for a lifetime that was just
   * shortened.
   */
  private static final Duration OVERLAP = Duration.ofDays(1);

  private static final String BY_SCHEDULE = "by schedule";

  private final SigningKeys keys;
  private final KeyRing ring;
  private final SigningKeyStore store;
  private final SigningKeySettings config;
  private final Duration longestToken;
  private final AuditTrail audit;

  @Inject
  SigningKeyRotation(
      SigningKeys keys,
      KeyRing ring,
      SigningKeyStore store,
      SigningKeySettings config,
      Assistants assistants,
      AuditTrail audit) {
    this.keys = keys;
    this.ring = ring;
    this.store = store;
    this.config = config;
    this.longestToken = longestLifetime(assistants).plus(OVERLAP);
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
                    keys.algorithms().stream()
                        .filter(algorithm -> due(keys.known().plan(), algorithm).isPresent())
                        .toList(),
                    algorithm -> make(algorithm, Actor.system(), BY_SCHEDULE, this::due)))
        .chain(this::removeOver)
        .chain(keys::look);
  }

  /** All signing keys, the latest to sign first. */
  public Uni<List<SigningKeyInfo>> list() {
    return keys.look().map(_ -> infos());
  }

  /**
   * Makes a new key for each algorithm in use, whatever the schedule says.
   *
   * @param atOnce whether it signs at once. Verifiers with a cached JWKS do not have it then, so
   *     this is for a leaked key
   */
  public Uni<List<SigningKeyInfo>> rotate(Actor actor, String reason, boolean atOnce) {
    Duration ahead = atOnce ? Duration.ZERO : config.publishAhead();
    return forEach(
            List.copyOf(keys.algorithms()),
            algorithm ->
                make(algorithm, actor, reason, (plan, _) -> Optional.of(plan.now().plus(ahead))))
        .chain(this::list);
  }

  private Optional<Instant> due(KeyPlan plan, SigningAlgorithm algorithm) {
    return plan.due(algorithm, config.rotateEvery(), config.publishAhead());
  }

  private interface StartPlan {
    Optional<Instant> signsFrom(KeyPlan plan, SigningAlgorithm algorithm);
  }

  private Uni<Void> make(SigningAlgorithm algorithm, Actor actor, String why, StartPlan start) {
    return ring.make(
            algorithm,
            stock -> start.signsFrom(stock.plan().without(keys.known().refused()), algorithm))
        .chain(
            made ->
                made.map(kid -> record(actor, kid, true, why))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> removeOver() {
    KeyPlan plan = keys.known().plan();
    List<String> over =
        plan.keys().stream()
            .filter(key -> plan.isOver(key, longestToken))
            .map(KeyTimes::kid)
            .toList();
    return over.isEmpty()
        ? Uni.createFrom().voidItem()
        : store
            .delete(over)
            .chain(
                deleted ->
                    forEach(deleted, kid -> record(Actor.system(), kid, false, BY_SCHEDULE)));
  }

  private Uni<Void> record(Actor actor, String kid, boolean made, String why) {
    LOG.infof("Signing key %s was %s: %s", kid, made ? "made" : "removed", why);
    return audit.record(new AuditEvent.SigningKeyChanged(actor, kid, made, why));
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
