package dev.hushkey.handout.refresh;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Links;
import dev.hushkey.seal.SealedText;
import dev.hushkey.sql.OwnContext;
import dev.hushkey.upstream.UpstreamSettings;
import dev.hushkey.upstreamtoken.RefreshLease;
import dev.hushkey.upstreamtoken.Refusals;
import dev.hushkey.upstreamtoken.SealedTokens;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Commits the result of a refresh with its audit events: new tokens, a link that its user has to
 * make again, or a refusal that is not believed because there are too many.
 */
@ApplicationScoped
class RefreshOutcomes {

  private static final String REFUSED = "the assistant refused our refresh token";
  private static final String LOST = "its tokens are sealed with a version of the key that is gone";
  private static final String BRAKED = "too many refusals at once";
  private static final String WORKS = "a refresh worked";

  private final Vertx vertx;
  private final Mutiny.SessionFactory sessions;
  private final UpstreamTokenStore tokens;
  private final Refusals refusals;
  private final Links links;
  private final AuditTrail audit;
  private final UpstreamSettings settings;

  @Inject
  RefreshOutcomes(
      Vertx vertx,
      Mutiny.SessionFactory sessions,
      UpstreamTokenStore tokens,
      Refusals refusals,
      Links links,
      AuditTrail audit,
      UpstreamSettings settings) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.tokens = tokens;
    this.refusals = refusals;
    this.links = links;
    this.audit = audit;
    this.settings = settings;
  }

  /**
   * On a context of its own: a household's links, and the questions of a batch, are settled at once
   * on their caller's, where they would share a session and so a transaction.
   */
  private <T> Uni<T> transaction(Function<Mutiny.Session, Uni<T>> work) {
    return OwnContext.run(vertx, () -> sessions.withTransaction(work));
  }

  /** What a refusal led to. */
  sealed interface Refusal {

    /** The link is marked: its user has to link again. */
    record Marked() implements Refusal {}

    /** Another set was stored meanwhile, or the link has ended. */
    record Overtaken() implements Refusal {}

    /**
     * It is not believed.
     *
     * @param pause until the link is tried again
     * @param latest the outcomes that say so
     * @param alarm whether an alarm is due
     */
    record Braked(Duration pause, Refusals.Latest latest, boolean alarm) implements Refusal {}
  }

  /**
   * Replaces the token set that the lease was taken for.
   *
   * @return false when the set was replaced or the link has ended; nothing is stored then
   */
  Uni<Boolean> store(
      RefreshLease.Held held, SealedTokens sealed, Instant accessExpiresAt, Instant dueAt) {
    LinkRef link = held.link();
    return transaction(
        session ->
            links
                .lock(session, link.link())
                .chain(() -> tokens.replace(session, held, sealed, accessExpiresAt, dueAt))
                .call(
                    stored ->
                        stored
                            ? audit
                                .record(session, new AuditEvent.UpstreamRefreshed(link))
                                .chain(() -> heal(session, List.of(link.link()), WORKS))
                            : Uni.createFrom().voidItem()));
  }

  /**
   * Marks the link as refused for good, but only if the refused token set is still the stored one,
   * and only while the assistant's refusals are in line. Otherwise those that were marked while
   * they became too many are active again.
   */
  Uni<Refusal> refused(RefreshLease.Held held) {
    AssistantId assistant = held.link().assistant();
    return transaction(
        session ->
            refusals
                .takeTurns(session, assistant)
                .chain(() -> links.lock(session, held.link().link()))
                .chain(() -> refusals.note(session, held))
                .chain(
                    ours ->
                        ours
                            ? refusals
                                .latest(session, assistant)
                                .chain(latest -> judge(session, held, latest))
                            : Uni.createFrom().item(new Refusal.Overtaken())));
  }

  private Uni<Refusal> judge(
      Mutiny.Session session, RefreshLease.Held held, Refusals.Latest latest) {
    return latest.isOutOfLine(settings.brake())
        ? brake(session, held, latest)
        : refusals
            .open(session, held.link().assistant())
            .chain(() -> mark(session, held.link(), REFUSED))
            .map(marked -> marked ? new Refusal.Marked() : new Refusal.Overtaken());
  }

  private Uni<Refusal> brake(
      Mutiny.Session session, RefreshLease.Held held, Refusals.Latest latest) {
    return heal(session, latest.refused(), BRAKED)
        .chain(() -> refusals.close(session, held.link().assistant()))
        .call(
            alarm ->
                alarm
                    ? audit.record(
                        session,
                        new AuditEvent.RefusalsNotBelieved(
                            held.link().assistant(), latest.refused().size(), latest.all()))
                    : Uni.createFrom().voidItem())
        .chain(
            alarm ->
                refusals
                    .pause(session, held)
                    .map(pause -> new Refusal.Braked(pause, latest, alarm)));
  }

  /**
   * Marks a link whose tokens cannot be opened any more, if these are still the stored ones.
   *
   * @return whether it was marked
   */
  Uni<Boolean> lost(LinkRef link, SealedText sealed) {
    return transaction(
        session ->
            links
                .lock(session, link.link())
                .chain(() -> tokens.isStored(session, link.link(), sealed))
                .chain(
                    stored -> stored ? mark(session, link, LOST) : Uni.createFrom().item(false)));
  }

  private Uni<Boolean> mark(Mutiny.Session session, LinkRef link, String why) {
    return links
        .markNeedsRelink(session, link.link(), why)
        .call(
            marked ->
                marked
                    ? audit.record(session, new AuditEvent.LinkNeedsRelink(link, why))
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> heal(Mutiny.Session session, List<LinkId> marked, String why) {
    return links
        .tryAgain(session, marked, why)
        .onItem()
        .transformToMulti(healed -> Multi.createFrom().iterable(healed))
        .onItem()
        .transformToUniAndConcatenate(link -> record(session, link, why))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> record(Mutiny.Session session, LinkRef link, String why) {
    return audit.record(session, new AuditEvent.LinkTriedAgain(Actor.system(), link, why));
  }
}
