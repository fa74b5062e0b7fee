package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One revocation: in force since it was made, and cleaned up in the background. */
public record Revocation(Order order, Instants instants, Progress progress) {

  /**
   * Its instants, by the database's clock unless that has gone back.
   *
   * @param cutOffAt everything of the scope that was authorized at or before this instant is dead
   * @param madeAt the same, unless only what was authorized before an earlier one was to end
   */
  public record Instants(Instant cutOffAt, Instant madeAt) {}

  /**
   * What ends.
   *
   * @param ends the sentence about it
   * @param at the instant of its cut-offs; empty: that of the revocation
   */
  public record What(RevocationScope scope, String ends, Optional<Instant> at) {

    static What of(RevocationScope scope) {
      return new What(scope, scope.words(), Optional.empty());
    }

    static What of(Selection selection, RevocationId revocation) {
      return new What(selection.scope(revocation), selection.words(), selection.at());
    }

    /** For the record: its scope, and the sentence where that says more. */
    String recorded() {
      return ends.equals(scope.words()) ? scope.key() : recorded(scope.key(), ends);
    }

    static String recorded(Selection selection) {
      return selection instanceof Selection.Rule(RevocationScope plain, Optional<Instant> before)
              && before.isEmpty()
          ? plain.key()
          : recorded(selection.kind(), selection.words());
    }

    private static String recorded(String scope, String ends) {
      return "%s (%s)".formatted(scope, ends);
    }
  }

  /**
   * The request.
   *
   * @param actor who requested it, as recorded
   * @param endSessions also end the Keycloak sessions of the affected users
   */
  public record Order(
      RevocationId id, What what, String reason, String actor, boolean endSessions) {}

  /**
   * The progress of the sweep.
   *
   * @param swept links (for a device: grants) whose rows are marked and whose tokens are erased
   * @param erasedAt empty while rows are still being cleaned up; the cut-off is in force anyway
   * @param logOuts if requested
   * @param finishedAt when there was nothing left to do
   * @param heldUpBy why the latest step failed, if it did; it is tried again
   */
  public record Progress(
      long swept,
      Optional<Instant> erasedAt,
      LogOuts logOuts,
      Optional<Instant> finishedAt,
      Optional<String> heldUpBy) {

    static final Progress NONE =
        new Progress(0, Optional.empty(), LogOuts.NONE, Optional.empty(), Optional.empty());
  }

  /**
   * The ends of people's sessions at Keycloak.
   *
   * @param ended users whose sessions were ended
   * @param left users who are still to be logged out
   * @param refused users whom Keycloak would not log out, the first hundred
   */
  public record LogOuts(long ended, long left, List<NotLoggedOut> refused) {

    static final LogOuts NONE = new LogOuts(0, 0, List.of());
  }

  /** A user whom Keycloak would not log out, and what it said. */
  public record NotLoggedOut(UserId user, String why) {}

  public RevocationId id() {
    return order.id();
  }
}
