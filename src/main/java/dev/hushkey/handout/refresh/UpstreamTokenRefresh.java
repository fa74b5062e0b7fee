package dev.hushkey.handout.refresh;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Failure;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Refreshes the tokens of one link: for a hand-out, which must not wait behind many others, or
 * ahead of its end, in the background. It hands nothing out: to get the new token, the caller runs
 * the decision statement again.
 */
@ApplicationScoped
public class UpstreamTokenRefresh {

  private final LeasedRefresh leased;
  private final RefreshGate gate;
  private final Pause pause;

  /** For whose leases this replica asks now: thirty hand-outs of one link need not all ask. */
  private final Map<LinkId, Object> asking = new ConcurrentHashMap<>();

  @Inject
  UpstreamTokenRefresh(LeasedRefresh leased, RefreshGate gate, Pause pause) {
    this.leased = leased;
    this.gate = gate;
    this.pause = pause;
  }

  /** What came of it. */
  public enum Result {
    /** This call refreshed, or lost to another. */
    DONE,
    /** Another caller refreshes; look again in a moment. */
    BUSY
  }

  /**
   * Refreshes for a hand-out, unless another caller does. Fails with {@link Failure.Unavailable}
   * when the assistant or Vault did not answer, or the assistant is left alone for now; the stored
   * tokens are then unchanged. Fails in the same way, and at once, when this replica refreshes too
   * many of this assistant already, and with {@link Failure.Overloaded} if the token at hand has
   * expired.
   */
  public Uni<Result> refresh(Assistant assistant, LinkRef link, UpstreamFacts facts) {
    return unlessAsking(
            link,
            asked ->
                gate.pass(assistant, facts, () -> leased.refresh(assistant, link, facts, asked)),
            () -> waitForOther(assistant, facts).replaceWith(false))
        .map(done -> done ? Result.DONE : Result.BUSY);
  }

  /**
   * Refreshes ahead, unless somebody else refreshes; whoever calls this keeps the bounds.
   *
   * @return false when somebody else does
   */
  Uni<Boolean> ahead(Assistant assistant, LinkRef link, UpstreamFacts facts) {
    return unlessAsking(
        link,
        asked -> leased.refresh(assistant, link, facts, asked),
        () -> Uni.createFrom().item(false));
  }

  /**
   * Waits a moment for the refresh of another caller. Fails at once, as {@link #refresh} does, when
   * too many wait for this assistant already.
   */
  public Uni<Void> waitForOther(Assistant assistant, UpstreamFacts facts) {
    return gate.await(assistant, facts, () -> pause.of(RefreshRules.WAIT));
  }

  private Uni<Boolean> unlessAsking(
      LinkRef link, Function<Runnable, Uni<Boolean>> refresh, Supplier<Uni<Boolean>> ifAsking) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Object mine = new Object();
              Runnable asked = () -> asking.remove(link.link(), mine);
              return asking.putIfAbsent(link.link(), mine) == null
                  ? Uni.createFrom()
                      .deferred(() -> refresh.apply(asked))
                      .onTermination()
                      .invoke(asked)
                  : ifAsking.get();
            });
  }

  /** Whether the assistant is unavailable, and not Vault or the database. */
  public static boolean isUpstreamAway(Throwable thrown) {
    return LeasedRefresh.isUpstreamAway(thrown);
  }
}
