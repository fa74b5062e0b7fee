package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.cells.CellAnswer;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellFollowing;
import java.time.Duration;

/** Follows the background work of one revocation in all cells. */
public final class CellSweeping {

  /** As long as the first look of a sweep takes where it has nothing else to do. */
  private static final Duration COUNTED = Duration.ofSeconds(3);

  private static final String TOKENS = "leakedTokens";

  private final CellFollowing following;
  private final String path;

  public CellSweeping(CellFollowing following, String revocation) {
    this.following = following;
    this.path = "/v1/revocations/" + revocation;
  }

  /** Until each cell knows how many links there were, or a moment has passed. */
  public CellAnswers counted(CellAnswers begun) throws InterruptedException {
    return kept(begun, following.follow(begun, path, CellSweeping::isCounted, _ -> "", COUNTED));
  }

  /** Until all are finished, or time is over; tells each change meanwhile. */
  public CellAnswers finished(CellAnswers begun, Duration limit) throws InterruptedException {
    return kept(begun, following.follow(begun, path, CellRows::isOver, CellSweeping::words, limit));
  }

  /** Which tokens are whose only the first answer says. */
  private static CellAnswers kept(CellAnswers begun, CellAnswers latest) {
    for (int i = 0; i < begun.all().size(); i++) {
      if (begun.all().get(i) instanceof CellAnswer.Given first
          && latest.all().get(i) instanceof CellAnswer.Given last
          && first.json().has(TOKENS)) {
        ((ObjectNode) last.json()).set(TOKENS, first.json().get(TOKENS));
      }
    }
    return latest;
  }

  private static boolean isCounted(JsonNode revocation) {
    return revocation.path("toSweep").isNumber()
        || revocation.hasNonNull("pausedAt")
        || revocation.hasNonNull("askedAt")
        || CellRows.isOver(revocation);
  }

  private static String words(JsonNode revocation) {
    String note = RevocationWords.note(revocation);
    return RevocationWords.cleanedUp(revocation)
        + " links cleaned up"
        + (note.isEmpty() ? "" : "; " + note);
  }
}
