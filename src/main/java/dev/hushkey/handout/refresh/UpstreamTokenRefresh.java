package dev.hushkey.handout.refresh;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.Sealer;
import dev.hushkey.upstream.TokenSet;
import dev.hushkey.upstream.UpstreamAnswer;
import dev.hushkey.upstream.UpstreamClient;
import dev.hushkey.upstream.UpstreamTokens;
import dev.hushkey.upstreamtoken.RefreshLease;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Refreshes the tokens of one link, once across all replicas: take the lease, open, ask the
 * assistant, seal, commit. It hands nothing out: to get the new token, the caller runs the decision
 * statement again.
 */
@ApplicationScoped
public class UpstreamTokenRefresh {

  private static final Logger LOG = Logger.getLogger(UpstreamTokenRefresh.class);

  /** The worst-case time for opening, sealing and storing, on top of the assistant's. */
  private static final Duration OWN_TIME = Duration.ofSeconds(15);

  private static final Duration PAUSE_AFTER_OUTAGE = Duration.ofSeconds(2);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(300);
  private static final int TRIES_TO_KEEP = 3;

  private final RefreshLease lease;
  private final OpenedTokens opened;
  private final UpstreamClient upstream;
  private final Sealer sealer;
  private final RefreshOutcomes outcomes;
  private final Pause pause;
  private final MeterRegistry meters;

  @Inject
  UpstreamTokenRefresh(
      RefreshLease lease,
      OpenedTokens opened,
      UpstreamClient upstream,
      Sealer sealer,
      RefreshOutcomes outcomes,
      Pause pause,
      MeterRegistry meters) {
    this.lease = lease;
    this.opened = opened;
    this.upstream = upstream;
    this.sealer = sealer;
    this.outcomes = outcomes;
    this.pause = pause;
    this.meters = meters;
  }

  /**
   * Refreshes, unless another caller does. Fails with {@link Failure.Unavailable} when the
   * assistant or Vault did not answer; the stored tokens are then unchanged.
   *
   * @return whether this call refreshed, whatever the assistant answered
   */
  public Uni<Boolean> refresh(Assistant assistant, PermittedHandout permitted) {
    return lease
        .take(permitted.link(), permitted.upstream().version(), longest(assistant))
        .chain(
            taken ->
                taken
                    .map(held -> refresh(assistant, permitted, held).replaceWith(true))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }

  private static Duration longest(Assistant assistant) {
    return assistant.upstream().timeout().plus(OWN_TIME);
  }

  private Uni<Void> refresh(
      Assistant assistant, PermittedHandout permitted, RefreshLease.Held held) {
    return opened
        .open(permitted)
        .chain(old -> ask(assistant, held, old))
        .onFailure()
        .call(thrown -> lease.giveBack(held, pauseAfter(thrown)));
  }

  private Uni<Void> ask(Assistant assistant, RefreshLease.Held held, TokenSet old) {
    return upstream
        .refresh(assistant, old.refresh())
        .chain(
            answer ->
                switch (answer) {
                  case UpstreamAnswer.Granted(UpstreamTokens tokens) ->
                      keep(held, tokens.completeWith(old.refresh()), TRIES_TO_KEEP);
                  case UpstreamAnswer.Refused _ -> refused(held);
                });
  }

  /**
   * Seals and commits. Retried: where refresh tokens rotate, the new ones exist nowhere else yet,
   * and losing them would cost the user the link.
   */
  private Uni<Void> keep(RefreshLease.Held held, TokenSet tokens, int tries) {
    return sealer
        .seal(tokens.toSecretText(), SealBinding.ofLink(held.link()))
        .chain(ciphertext -> outcomes.store(held, ciphertext, tokens.access().expiresAt()))
        .invoke(stored -> report(held, stored))
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(thrown -> keepAgain(held, tokens, tries - 1, thrown));
  }

  private Uni<Void> keepAgain(
      RefreshLease.Held held, TokenSet tokens, int tries, Throwable thrown) {
    if (tries > 0) {
      return pause.of(SHORT_PAUSE).chain(() -> keep(held, tokens, tries));
    }
    LOG.errorf(thrown, "The refreshed tokens of link %s could not be stored", held.link().link());
    count("not-stored");
    return Uni.createFrom().failure(thrown);
  }

  private void report(RefreshLease.Held held, boolean stored) {
    count(stored ? "refreshed" : "overtaken");
    if (!stored) {
      LOG.warnf(
          "The refreshed tokens of link %s were discarded: the link has changed since",
          held.link().link());
    }
  }

  private Uni<Void> refused(RefreshLease.Held held) {
    return outcomes
        .markRefused(held)
        .invoke(marked -> count(marked ? "refused" : "overtaken"))
        .replaceWithVoid();
  }

  /**
   * After an outage of the assistant, all replicas share a pause before this link's next refresh.
   */
  private static Duration pauseAfter(Throwable thrown) {
    return isUpstreamAway(thrown) ? PAUSE_AFTER_OUTAGE : SHORT_PAUSE;
  }

  /** Whether the assistant is unavailable, and not Vault or the database. */
  public static boolean isUpstreamAway(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.Unavailable away
        && away.dependency() == Dependency.UPSTREAM;
  }

  private void count(String outcome) {
    meters.counter("hushkey.refreshes", "outcome", outcome).increment();
  }
}
