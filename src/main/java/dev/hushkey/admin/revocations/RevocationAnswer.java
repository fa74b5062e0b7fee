package dev.hushkey.admin.revocations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationRecords;
import dev.hushkey.revocation.approval.RevocationRequest;
import dev.hushkey.revocation.preview.Preview;
import dev.hushkey.revocation.relink.RelinkFigures;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.transitkeys.Shredding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is ended, or would be. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"revocation", "dryRun"})
public sealed interface RevocationAnswer {

  /** The state of a revocation. */
  enum State {
    AWAITING_APPROVAL,
    REJECTED,
    EXPIRED,
    CLEANING_UP,
    PAUSED,
    FINISHED;

    static State of(RevocationRequest request) {
      return switch (request.state()) {
        case AWAITING_APPROVAL -> AWAITING_APPROVAL;
        case REJECTED -> REJECTED;
        case EXPIRED -> EXPIRED;
        case APPROVED -> CLEANING_UP;
      };
    }

    static State of(Revocation.Progress progress) {
      if (progress.finishedAt().isPresent()) {
        return FINISHED;
      }
      return progress.pausedAt().isPresent() ? PAUSED : CLEANING_UP;
    }
  }

  /** Whether nothing was ended. */
  @JsonProperty("dryRun")
  boolean dryRun();

  /** What a revocation of this scope would end now. */
  record Counted(
      String scope,
      String ends,
      long links,
      long users,
      BreakdownAnswer breakdown,
      Optional<LeakedTokensAnswer> leakedTokens)
      implements RevocationAnswer {

    @Override
    public boolean dryRun() {
      return true;
    }

    /** With what else it would do. */
    Counted and(String further) {
      return new Counted(scope, ends + further, links, users, breakdown, leakedTokens);
    }
  }

  /** A revocation that is not in force: another admin has to approve it, or did not. */
  record Asked(
      RevocationId revocation,
      State state,
      String scope,
      String ends,
      long links,
      String reason,
      Optional<String> ticket,
      String actor,
      Instant askedAt,
      Instant expiresAt,
      Optional<String> rejectedBy,
      Optional<String> rejectedBecause)
      implements RevocationAnswer {

    @Override
    public boolean dryRun() {
      return false;
    }
  }

  /** A request that is not approved. */
  static RevocationAnswer of(RevocationRequest request) {
    RevocationRequest.Content content = request.content();
    return new Asked(
        request.id(),
        State.of(request),
        content.scope(),
        content.ends(),
        content.links(),
        content.reason(),
        content.ticket(),
        request.asked().by().value(),
        request.asked().at(),
        request.asked().expiresAt(),
        request.decision().map(RevocationRequest.Decision::by),
        request.decision().flatMap(RevocationRequest.Decision::why));
  }

  /** A user whom Keycloak would not log out, and what it said. */
  record NotLoggedOut(UserId user, String why) {

    static NotLoggedOut of(Revocation.NotLoggedOut refused) {
      return new NotLoggedOut(refused.user(), refused.why());
    }
  }

  /** Versions of a key that an operator is to destroy, or has. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Shred(String key, Optional<Integer> upTo, Optional<Instant> doneAt) {

    static Optional<List<Shred>> of(List<Shredding> wanted) {
      return Optional.of(
              wanted.stream().map(one -> new Shred(one.key(), one.upTo(), one.doneAt())).toList())
          .filter(list -> !list.isEmpty());
    }
  }

  /**
   * What assistants are asked to do about links that have ended.
   *
   * @param done by them
   * @param left still to be asked for
   * @param spared not asked for, since the user has linked again
   * @param givenUp refused, or not answered in time
   * @param why the latest was given up
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record AtAssistants(long done, long left, long spared, long givenUp, Optional<String> why) {

    static Optional<AtAssistants> of(Revocation.Tally tally) {
      return Optional.of(tally)
          .filter(some -> !some.isEmpty())
          .map(
              some ->
                  new AtAssistants(
                      some.done(), some.left(), some.spared(), some.givenUp(), some.failure()));
    }
  }

  /**
   * A revocation and how far its background work is.
   *
   * @param cutOffAt what was authorized in its scope at or before this instant is dead
   * @param inForceSince later than that, if only what was authorized before an instant was to end
   * @param upstreamTokens revoked by the assistants that issued them, where they offer it
   * @param assistantsTold that our tokens are revoked, where they listen
   */
  record Made(
      RevocationId revocation,
      State state,
      String scope,
      String ends,
      String reason,
      Optional<String> ticket,
      String actor,
      Instant cutOffAt,
      Instant inForceSince,
      long swept,
      Optional<Long> toSweep,
      Optional<Long> secondsLeft,
      Optional<Instant> erasedAt,
      Optional<AtAssistants> upstreamTokens,
      Optional<AtAssistants> assistantsTold,
      Optional<Long> endedSessions,
      Optional<Long> sessionsLeft,
      Optional<List<NotLoggedOut>> notLoggedOut,
      Optional<List<Shred>> shred,
      Optional<Instant> finishedAt,
      Optional<Instant> pausedAt,
      Optional<String> heldUpBy,
      Optional<LeakedTokensAnswer> leakedTokens,
      Optional<RelinksAnswer> relinks)
      implements RevocationAnswer {

    @Override
    public boolean dryRun() {
      return false;
    }
  }

  static Counted of(Selection selection, Preview preview, RevocationRecords.Estimate estimate) {
    return of(selection, preview, estimate, Optional.empty());
  }

  /** What a revocation of these tokens' links would end now. */
  static Counted of(
      Selection.OfLeakedTokens selection,
      List<LeakedTokens.Match> matches,
      Preview preview,
      RevocationRecords.Estimate estimate) {
    return of(
        selection,
        preview,
        estimate,
        Optional.of(LeakedTokensAnswer.of(selection.tokens(), matches)));
  }

  private static Counted of(
      Selection selection,
      Preview preview,
      RevocationRecords.Estimate estimate,
      Optional<LeakedTokensAnswer> leakedTokens) {
    return new Counted(
        selection.kind(),
        selection.words(),
        preview.links(),
        preview.users(),
        BreakdownAnswer.of(preview, estimate),
        leakedTokens);
  }

  static RevocationAnswer of(Selection.OfLeakedTokens selection, LeakedTokens.Ended ended) {
    return of(
        ended.revocation(),
        Optional.of(LeakedTokensAnswer.of(selection.tokens(), ended.matches())),
        Optional.empty(),
        List.of());
  }

  private static long wholeSeconds(Duration time) {
    return time.plusMillis(999).toSeconds();
  }

  static RevocationAnswer of(Revocation revocation) {
    return of(revocation, List.of());
  }

  /** With what is to be destroyed for it. */
  static RevocationAnswer of(Revocation revocation, List<Shredding> shred) {
    return of(revocation, Optional.empty(), Optional.empty(), shred);
  }

  /** And with how many have linked again since. */
  static RevocationAnswer of(Revocation revocation, List<Shredding> shred, RelinkFigures figures) {
    boolean complete = revocation.progress().cleanedUp().markedAt().isPresent();
    return of(
        revocation, Optional.empty(), Optional.of(RelinksAnswer.of(figures, complete)), shred);
  }

  private static RevocationAnswer of(
      Revocation revocation,
      Optional<LeakedTokensAnswer> leakedTokens,
      Optional<RelinksAnswer> relinks,
      List<Shredding> shred) {
    Revocation.Order order = revocation.order();
    Revocation.Progress progress = revocation.progress();
    return new Made(
        order.id(),
        State.of(progress),
        order.what().scope().key(),
        order.what().ends(),
        order.cause().reason(),
        order.cause().ticket(),
        order.actor(),
        revocation.instants().cutOffAt(),
        revocation.instants().madeAt(),
        progress.cleanedUp().swept(),
        progress.cleanedUp().total(),
        progress.left().map(RevocationAnswer::wholeSeconds),
        progress.cleanedUp().erasedAt(),
        AtAssistants.of(progress.revoked()),
        AtAssistants.of(progress.told()),
        Optional.of(progress.logOuts().ended()).filter(_ -> order.endSessions()),
        Optional.of(progress.logOuts().left()).filter(_ -> order.endSessions()),
        Optional.of(progress.logOuts().refused().stream().map(NotLoggedOut::of).toList())
            .filter(_ -> order.endSessions()),
        Shred.of(shred),
        progress.finishedAt(),
        progress.pausedAt(),
        progress.heldUpBy(),
        leakedTokens,
        relinks);
  }
}
