package dev.hushkey.handout.refresh;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.upstream.TokenSet;
import dev.hushkey.upstream.UpstreamAnswer;
import dev.hushkey.upstream.UpstreamClient;
import dev.hushkey.upstream.UpstreamTokens;
import dev.hushkey.upstreamtoken.DueTime;
import dev.hushkey.upstreamtoken.RefreshLease;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Refreshes the tokens of one link, once across all replicas: take the lease, open, ask the
 * assistant, seal, commit. It hands nothing out: to get the new token, the caller runs the decision
 * statement again.
 */
@ApplicationScoped
class LeasedRefresh {

  private static final Logger LOG = Logger.getLogger(LeasedRefresh.class);

  private static final Duration PAUSE_AFTER_OUTAGE = Duration.ofSeconds(2);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(300);

  private final RefreshLease lease;
  private final OpenedTokens opened;
  private final UpstreamClient upstream;
  private final Keeper keeper;
  private final RefreshOutcomes outcomes;
  private final Pause pause;
  private final MeterRegistry meters;

  @Inject
  LeasedRefresh(
      RefreshLease lease,
      OpenedTokens opened,
      UpstreamClient upstream,
      Keeper keeper,
      RefreshOutcomes outcomes,
      Pause pause,
      MeterRegistry meters) {
    this.lease = lease;
    this.opened = opened;
    this.upstream = upstream;
    this.keeper = keeper;
    this.outcomes = outcomes;
    this.pause = pause;
    this.meters = meters;
  }

  private record Work(Assistant assistant, LinkRef link, UpstreamFacts facts) {}

  /**
   * Refreshes, unless another caller does. Fails with {@link Failure.Unavailable} when the
   * assistant or Vault did not answer, or the assistant is left alone for now; the stored tokens
   * are then unchanged.
   *
   * @param asked run once PostgreSQL has said who may refresh: from then on it tells others, too
   * @return whether this call refreshed, or lost to another; false while another caller refreshes
   */
  Uni<Boolean> refresh(Assistant assistant, LinkRef link, UpstreamFacts facts, Runnable asked) {
    Work work = new Work(assistant, link, facts);
    return lease
        .take(link, facts.version(), longest(assistant))
        .onTermination()
        .invoke(asked)
        .chain(
            taken ->
                switch (taken) {
                  case RefreshLease.Held held -> refresh(work, held).replaceWith(true);
                  case RefreshLease.Paused(Duration left) -> paused(left);
                  case RefreshLease.Busy _ -> Uni.createFrom().item(false);
                });
  }

  /** After an outage of our own, which pauses a link for a moment, this caller can wait. */
  private Uni<Boolean> paused(Duration left) {
    return left.compareTo(SHORT_PAUSE) <= 0
        ? pause.of(left.plusMillis(1)).replaceWith(false)
        : Uni.createFrom().failure(away(left));
  }

  /** Nobody else may refresh for so long: opening, the assistant's answer, sealing and storing. */
  private Duration longest(Assistant assistant) {
    return opened.longest().plus(assistant.upstream().timeout()).plus(keeper.longest());
  }

  private Uni<Void> refresh(Work work, RefreshLease.Held held) {
    return opened
        .openSet(work.link(), held.sealed(), work.facts().accessExpiresAt())
        .chain(old -> ask(work, held, old))
        .onFailure()
        .call(thrown -> lease.giveBack(held, pauseAfter(thrown)));
  }

  private Uni<Void> ask(Work work, RefreshLease.Held held, TokenSet old) {
    return upstream
        .refresh(work.assistant(), old.refresh(), held.at())
        .chain(
            answer ->
                switch (answer) {
                  case UpstreamAnswer.Granted(UpstreamTokens tokens) ->
                      keep(work, held, tokens.completeWith(old.refresh()));
                  case UpstreamAnswer.HalfGranted(RefreshToken next) ->
                      keep(work, held, new TokenSet(old.access(), next))
                          .chain(() -> Uni.createFrom().<Void>failure(away(PAUSE_AFTER_OUTAGE)));
                  case UpstreamAnswer.Refused _ when held.outlived() -> doubt(work, held);
                  case UpstreamAnswer.Refused _ -> refused(held);
                });
  }

  private Uni<Void> keep(Work work, RefreshLease.Held held, TokenSet tokens) {
    return keeper
        .keep(held, tokens, dueAt(work, held, tokens))
        .invoke(stored -> count(stored ? "refreshed" : "overtaken"))
        .onFailure()
        .invoke(() -> count("not-stored"))
        .replaceWithVoid();
  }

  private static Instant dueAt(Work work, RefreshLease.Held held, TokenSet tokens) {
    return DueTime.pick(
        held.at(), tokens.access().expiresAt(), work.assistant().upstream().refreshAhead());
  }

  /**
   * The holder before may have refreshed without having stored yet; where refresh tokens rotate,
   * the one that we sent is then dead, and the link is not. The next refusal is believed.
   */
  private Uni<Void> doubt(Work work, RefreshLease.Held held) {
    LOG.warnf(
        "A refresh of link %s was refused, but the one before it may still be stored",
        held.link().link());
    count("doubted");
    Duration patience = longest(work.assistant());
    return lease.giveBack(held, patience).chain(() -> Uni.createFrom().failure(away(patience)));
  }

  private Uni<Void> refused(RefreshLease.Held held) {
    return outcomes
        .refused(held)
        .chain(
            refusal ->
                switch (refusal) {
                  case RefreshOutcomes.Refusal.Marked _ -> counted("refused");
                  case RefreshOutcomes.Refusal.Overtaken _ -> counted("overtaken");
                  case RefreshOutcomes.Refusal.Braked braked -> {
                    report(held, braked);
                    yield Uni.createFrom().failure(away(braked.pause()));
                  }
                });
  }

  private void report(RefreshLease.Held held, RefreshOutcomes.Refusal.Braked braked) {
    count("braked");
    if (braked.alarm()) {
      LOG.errorf(
          "ALARM: %s refused %d of the latest %d links whose tokens we refreshed. No link is marked"
              + " any more. Check the client id and secret of hushkey.assistants.%s.upstream; links"
              + " recover by themselves once a refresh works (docs/runbooks/refusals.md)",
          held.link().assistant(),
          braked.latest().refused().size(),
          braked.latest().all(),
          held.link().assistant());
    } else {
      LOG.warnf("A refusal of link %s is not believed", held.link().link());
    }
  }

  private Uni<Void> counted(String outcome) {
    count(outcome);
    return Uni.createFrom().voidItem();
  }

  private static FailureException away(Duration retryAfter) {
    Duration whole = Duration.ofSeconds(retryAfter.plusNanos(999_999_999).toSeconds());
    return new FailureException(new Failure.Unavailable(Dependency.UPSTREAM, whole));
  }

  /**
   * After an outage of the assistant, all replicas share a pause before this link's next refresh.
   */
  private static Duration pauseAfter(Throwable thrown) {
    return isUpstreamAway(thrown) ? PAUSE_AFTER_OUTAGE : SHORT_PAUSE;
  }

  /** Whether the assistant is unavailable, and not Vault or the database. */
  static boolean isUpstreamAway(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.Unavailable away
        && away.dependency() == Dependency.UPSTREAM;
  }

  void count(String outcome) {
    meters.counter("hushkey.refreshes", "outcome", outcome).increment();
  }
}
