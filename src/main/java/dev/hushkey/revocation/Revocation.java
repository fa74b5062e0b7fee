package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import java.time.Duration;
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
  public record Order(RevocationId id, What what, Cause cause, String actor, boolean endSessions) {}

  /**
   * Why somebody revokes.
   *
   * @param reason for people
   * @param ticket where the incident is written down
   */
  public record Cause(String reason, Optional<String> ticket) {

    /** Without a ticket. */
    public static Cause of(String reason) {
      return new Cause(reason, Optional.empty());
    }

    /** For the record. */
    String words() {
      return reason + ticket.map(text -> " (ticket " + text + ")").orElse("");
    }
  }

  /**
   * The progress of the background work.
   *
   * @param revoked what assistants are asked to revoke
   * @param told of which links they are told
   * @param finishedAt when there was nothing left to do
   * @param pausedAt since when it rests because an admin wants it so
   * @param heldUpBy why the latest step failed, if it did, or what it waits for; it is tried again
   */
  public record Progress(
      CleanedUp cleanedUp,
      LogOuts logOuts,
      Tally revoked,
      Tally told,
      Optional<Instant> finishedAt,
      Optional<Instant> pausedAt,
      Optional<String> heldUpBy) {

    static final Progress NONE =
        new Progress(
            CleanedUp.NONE,
            LogOuts.NONE,
            Tally.NONE,
            Tally.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** How long the rows still take at the pace so far; empty when nobody can tell, or at rest. */
    public Optional<Duration> left() {
      return pausedAt.isPresent() ? Optional.empty() : cleanedUp.left();
    }
  }

  /**
   * The rows of what was ended.
   *
   * @param swept links (for a device: grants) whose rows are marked and whose tokens are erased
   * @param total how many there were when the clean-up began; empty before that
   * @param took how long the clean-up has worked, without rests
   * @param markedAt when all were marked; the cut-off is in force before that
   * @param erasedAt when the last token was erased: later, if assistants revoke theirs first
   */
  public record CleanedUp(
      long swept,
      Optional<Long> total,
      Duration took,
      Optional<Instant> markedAt,
      Optional<Instant> erasedAt) {

    static final CleanedUp NONE =
        new CleanedUp(0, Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty());

    /** How long the rest takes at the pace so far. */
    Optional<Duration> left() {
      return swept == 0 || markedAt.isPresent()
          ? Optional.empty()
          : total.map(all -> took.multipliedBy(Math.max(0, all - swept)).dividedBy(swept));
    }
  }

  /**
   * What is done at assistants, a count for each link.
   *
   * @param left still to be done
   * @param spared not done, since the user has linked again
   * @param givenUp not done, since the assistant would not or did not answer in time
   * @param failure why the latest was given up
   */
  public record Tally(long done, long left, long spared, long givenUp, Optional<String> failure) {

    static final Tally NONE = new Tally(0, 0, 0, 0, Optional.empty());

    /** Whether there was nothing to do. */
    public boolean isEmpty() {
      return equals(NONE);
    }
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
