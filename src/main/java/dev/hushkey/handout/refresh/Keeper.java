package dev.hushkey.handout.refresh;

import dev.hushkey.seal.Sealer;
import dev.hushkey.timeout.TimeoutSettings;
import dev.hushkey.upstream.TokenSet;
import dev.hushkey.upstream.UpstreamSettings;
import dev.hushkey.upstreamtoken.RefreshLease;
import dev.hushkey.upstreamtoken.SealedTokens;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Seals and commits what an assistant has just returned. Tried again and again: where refresh
 * tokens rotate, the new ones exist nowhere else yet, and losing them would cost the user the link.
 */
@ApplicationScoped
class Keeper {

  private static final Logger LOG = Logger.getLogger(Keeper.class);
  private static final Duration BETWEEN = Duration.ofMillis(300);

  private final Sealer sealer;
  private final RefreshOutcomes outcomes;
  private final UpstreamSettings settings;
  private final TimeoutSettings timeouts;
  private final Pause pause;

  @Inject
  Keeper(
      Sealer sealer,
      RefreshOutcomes outcomes,
      UpstreamSettings settings,
      TimeoutSettings timeouts,
      Pause pause) {
    this.sealer = sealer;
    this.outcomes = outcomes;
    this.settings = settings;
    this.timeouts = timeouts;
    this.pause = pause;
  }

  /** How long keeping takes at most: the time for all tries, and the last one's own. */
  Duration longest() {
    return settings.storeWithin().plus(sealer.longest()).plus(timeouts.database().longest());
  }

  /**
   * Keeps a set; fails as the last try did when the time is over.
   *
   * @param dueAt when it is refreshed ahead
   * @return false when another set was stored meanwhile or the link has ended
   */
  Uni<Boolean> keep(RefreshLease.Held held, TokenSet tokens, Instant dueAt) {
    long end = System.nanoTime() + settings.storeWithin().toNanos();
    return untilItWorks(end, () -> SealedTokens.seal(sealer, held.link(), tokens))
        .chain(
            ciphertexts ->
                untilItWorks(
                    end,
                    () -> outcomes.store(held, ciphertexts, tokens.access().expiresAt(), dueAt)))
        .invoke(stored -> report(held, stored))
        .onFailure()
        .invoke(thrown -> reportLost(held, thrown));
  }

  private <T> Uni<T> untilItWorks(long end, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure()
        .recoverWithUni(
            thrown ->
                System.nanoTime() - end < 0
                    ? pause.of(BETWEEN).chain(() -> untilItWorks(end, work))
                    : Uni.createFrom().failure(thrown));
  }

  private static void report(RefreshLease.Held held, boolean stored) {
    if (!stored) {
      LOG.warnf(
          "The refreshed tokens of link %s were discarded: the link has changed since",
          held.link().link());
    }
  }

  private static void reportLost(RefreshLease.Held held, Throwable thrown) {
    LOG.errorf(thrown, "The refreshed tokens of link %s could not be stored", held.link().link());
  }
}
