package dev.hushkey.handout.refresh;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Links;
import dev.hushkey.upstream.StoredPauses;
import dev.hushkey.upstreamtoken.Refusals;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Lets links be tried again that an assistant refused, once whoever runs Hushkey has put right what
 * was wrong. They are active until the next hand-out refreshes them, or is refused once more.
 */
@ApplicationScoped
public class RefusedLinks {

  private static final int CHUNK = 500;
  private static final String WHY = "an operator asked for it";

  private final Mutiny.SessionFactory sessions;
  private final StoredPauses pauses;
  private final Refusals refusals;
  private final Links links;
  private final AuditTrail audit;

  @Inject
  RefusedLinks(
      Mutiny.SessionFactory sessions,
      StoredPauses pauses,
      Refusals refusals,
      Links links,
      AuditTrail audit) {
    this.sessions = sessions;
    this.pauses = pauses;
    this.refusals = refusals;
    this.links = links;
    this.audit = audit;
  }

  /** Ends the pause of an assistant and of all its links, and lets all be tried again. */
  public Uni<Long> tryAgain(AssistantId assistant, Actor actor) {
    return pauses.end(assistant).chain(() -> after(assistant, actor, Optional.empty(), 0));
  }

  /** Lets one link be tried again, if it is refused or pauses; its tokens must still be there. */
  public Uni<Long> tryAgain(AssistantId assistant, LinkId link, Actor actor) {
    return sessions.withTransaction(
        session ->
            refusals
                .refusedOrPaused(session, assistant, link)
                .chain(found -> again(session, found, actor)));
  }

  /** Chunk by chunk, so that no transaction holds many rows, nor holds them for long. */
  private Uni<Long> after(AssistantId assistant, Actor actor, Optional<LinkId> last, long before) {
    return sessions
        .withTransaction(
            session ->
                refusals
                    .refusedOrPaused(session, assistant, last, CHUNK)
                    .chain(
                        found ->
                            again(session, found, actor)
                                .map(marked -> new Chunk(found, before + marked))))
        .chain(
            chunk ->
                chunk.found().size() < CHUNK
                    ? Uni.createFrom().item(chunk.total())
                    : after(assistant, actor, Optional.of(chunk.found().getLast()), chunk.total()));
  }

  private record Chunk(List<LinkId> found, long total) {}

  private Uni<Long> again(Mutiny.Session session, List<LinkId> found, Actor actor) {
    return links
        .tryAgain(session, found, WHY)
        .call(() -> refusals.endPauses(session, found))
        .call(marked -> record(session, marked, actor))
        .map(_ -> (long) found.size());
  }

  private Uni<Void> record(Mutiny.Session session, List<LinkRef> marked, Actor actor) {
    return Multi.createFrom()
        .iterable(marked)
        .onItem()
        .transformToUniAndConcatenate(
            link -> audit.record(session, new AuditEvent.LinkTriedAgain(actor, link, WHY)))
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
