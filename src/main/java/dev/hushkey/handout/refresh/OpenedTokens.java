package dev.hushkey.handout.refresh;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.EndedKeyVersion;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.upstream.TokenSet;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Opens the tokens that the decision statement returned. */
@ApplicationScoped
public class OpenedTokens {

  private static final Logger LOG = Logger.getLogger(OpenedTokens.class);

  private final Sealer sealer;
  private final RefreshOutcomes outcomes;
  private final AuditTrail audit;

  @Inject
  OpenedTokens(Sealer sealer, RefreshOutcomes outcomes, AuditTrail audit) {
    this.sealer = sealer;
    this.outcomes = outcomes;
    this.audit = audit;
  }

  /**
   * The access token of this link. Fails with {@link Failure.SealBroken}, which is recorded as an
   * alarm, when the row's ciphertext is not this link's, and with {@link Failure.Refused}, after
   * the link is marked, when the key's version that sealed it was ended.
   */
  public Uni<AccessToken> open(LinkRef link, UpstreamFacts upstream) {
    return read(upstream, link, owner -> open(link, upstream.access().text(), owner));
  }

  /**
   * The same for what a standby knew, so that a failure means nothing: it is neither recorded nor
   * marked.
   */
  public Uni<AccessToken> peek(LinkRef link, UpstreamFacts upstream) {
    return read(upstream, link, owner -> sealer.open(upstream.access().text(), owner));
  }

  private static Uni<AccessToken> read(
      UpstreamFacts upstream, LinkRef link, Function<SealBinding, Uni<SecretText>> open) {
    Instant end = upstream.accessExpiresAt();
    return upstream.access().alone()
        ? open.apply(SealBinding.ofAccessToken(link)).map(text -> new AccessToken(text, end))
        : open.apply(SealBinding.ofLink(link)).map(text -> TokenSet.read(text, end).access());
  }

  /** The whole set, for a refresh. Fails in the same way. */
  Uni<TokenSet> openSet(LinkRef link, SealedText sealed, Instant accessExpiresAt) {
    return open(link, sealed, SealBinding.ofLink(link))
        .map(text -> TokenSet.read(text, accessExpiresAt));
  }

  private Uni<SecretText> open(LinkRef link, SealedText sealed, SealBinding owner) {
    return sealer
        .open(sealed, owner)
        .onFailure(OpenedTokens::isSealBroken)
        .call(() -> alarm(link))
        .onFailure(EndedKeyVersion.class)
        .recoverWithUni(ended -> lost(link, sealed, ended));
  }

  /** No time and no operator brings these tokens back; only the user can, by linking again. */
  private <T> Uni<T> lost(LinkRef link, SealedText sealed, Throwable ended) {
    LOG.errorf(
        "ALARM: the stored tokens of link %s cannot be opened any more (%s); its user has to link"
            + " again",
        link.link(), ended.getMessage());
    return outcomes
        .lost(link, sealed)
        .chain(
            () ->
                Uni.createFrom()
                    .failure(new FailureException(new Failure.Refused(Refusal.NEEDS_RELINK))));
  }

  /** How long opening takes at most. */
  Duration longest() {
    return sealer.longest();
  }

  private static boolean isSealBroken(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.SealBroken;
  }

  /** A failure to write the record does not replace the alarm: the original failure is reported. */
  private Uni<Void> alarm(LinkRef link) {
    LOG.errorf(
        "The stored token of link %s does not belong to it; nothing was handed out", link.link());
    return audit
        .record(new AuditEvent.SealBroken(link))
        .onFailure()
        .invoke(thrown -> LOG.error("A broken seal could not be recorded", thrown))
        .onFailure()
        .recoverWithNull();
  }
}
