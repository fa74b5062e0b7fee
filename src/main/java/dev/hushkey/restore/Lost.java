package dev.hushkey.restore;

import dev.hushkey.revocation.selection.RevocationScope;
import java.util.List;

/** What a restore has lost, as its operator knows it. */
public sealed interface Lost {

  /** Nothing that was ever answered: a fail-over, a move, a restore to the end of the log. */
  record Nothing() implements Lost {}

  /** Something, and nobody knows which links ended meanwhile: all of them end. */
  record AllLinks() implements Lost {}

  /**
   * Something, but it is known elsewhere which links ended meanwhile.
   *
   * @param ended what did; may be empty
   */
  record KnownLinks(List<RevocationScope> ended) implements Lost {

    public KnownLinks {
      ended = List.copyOf(ended);
    }
  }
}
