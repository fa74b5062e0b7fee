package dev.hushkey.handout.refresh;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.Sealer;
import dev.hushkey.upstream.TokenSet;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Opens the tokens that the decision statement returned. */
@ApplicationScoped
public class OpenedTokens {

  private static final Logger LOG = Logger.getLogger(OpenedTokens.class);

  private final Sealer sealer;
  private final AuditTrail audit;

  @Inject
  OpenedTokens(Sealer sealer, AuditTrail audit) {
    this.sealer = sealer;
    this.audit = audit;
  }

  /**
   * The tokens of this link. Fails with {@link Failure.SealBroken}, which is recorded as an alarm,
   * when the row's ciphertext is not this link's.
   */
  public Uni<TokenSet> open(PermittedHandout permitted) {
    UpstreamFacts upstream = permitted.upstream();
    return sealer
        .open(upstream.sealed(), SealBinding.ofLink(permitted.link()))
        .map(text -> TokenSet.read(text, upstream.accessExpiresAt()))
        .onFailure(OpenedTokens::isSealBroken)
        .call(() -> alarm(permitted));
  }

  private static boolean isSealBroken(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.SealBroken;
  }

  /** A failure to write the record does not replace the alarm: the original failure is reported. */
  private Uni<Void> alarm(PermittedHandout permitted) {
    LOG.errorf(
        "The stored token of link %s does not belong to it; nothing was handed out",
        permitted.link().link());
    return audit
        .record(new AuditEvent.SealBroken(permitted.link()))
        .onFailure()
        .invoke(thrown -> LOG.error("A broken seal could not be recorded", thrown))
        .onFailure()
        .recoverWithNull();
  }
}
