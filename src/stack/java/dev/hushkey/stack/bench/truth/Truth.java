package dev.hushkey.stack.bench.truth;

import dev.hushkey.identity.Action;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All that decides about one person and their camera, at one moment.
 *
 * @param owner who owns the camera
 * @param links the person's own
 */
public record Truth(String owner, List<LinkTruth> links) {

  public Truth {
    links = List.copyOf(links);
  }

  public LinkTruth link(UUID id) {
    return links.stream().filter(link -> link.id().equals(id)).findFirst().orElseThrow();
  }

  /** A change of owner ends every grant of the camera for good. */
  public Truth soldTo(String buyer) {
    return new Truth(buyer, links).withoutGrants();
  }

  /** After a revocation of the camera. */
  public Truth withoutGrants() {
    return map(_ -> true, link -> link.narrowed(Set.of()));
  }

  public Truth narrowed(UUID id, Set<Action> kept) {
    return map(link -> link.id().equals(id), link -> link.narrowed(kept));
  }

  /** The token of this link was replaced by a newer one. */
  public Truth renewed(UUID id) {
    return map(link -> link.id().equals(id), LinkTruth::renewedOnce);
  }

  /** A further link. */
  public Truth with(LinkTruth link) {
    return new Truth(owner, Stream.concat(links.stream(), Stream.of(link)).toList());
  }

  public Truth ended(Predicate<LinkTruth> which) {
    return map(which, LinkTruth::ended);
  }

  private Truth map(Predicate<LinkTruth> which, UnaryOperator<LinkTruth> change) {
    return new Truth(
        owner, links.stream().map(link -> which.test(link) ? change.apply(link) : link).toList());
  }
}
