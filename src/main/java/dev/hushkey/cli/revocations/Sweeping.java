package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Progress;
import dev.hushkey.cli.terminal.Table;
import java.time.Duration;
import java.time.Instant;

/** Follows the background work of a revocation. */
public final class Sweeping {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final AdminApi api;
  private final CommandContext context;
  private final Duration limit;

  public Sweeping(AdminApi api, CommandContext context, Duration limit) {
    this.api = api;
    this.context = context;
    this.limit = limit;
  }

  /** Returns the finished revocation, and reports progress meanwhile. */
  public Answer follow(Answer begun) throws InterruptedException {
    String revocation = begun.json().path("revocation").asText();
    Instant end = context.clock().instant().plus(limit);
    try (Progress progress = Progress.of(context, "links cleaned up")) {
      for (Answer now = begun; ; now = api.get("/v1/revocations/" + revocation)) {
        JsonNode state = now.json();
        if (state.hasNonNull("finishedAt")) {
          return now;
        }
        requireWaiting(state, revocation);
        progress.note(RevocationWords.note(state));
        progress.at(state.path("swept").asLong(), RevocationWords.total(state));
        requireTime(end, state, revocation);
        context.pause().last(INTERVAL);
      }
    }
  }

  private static void requireWaiting(JsonNode state, String revocation) {
    if (state.hasNonNull("askedAt") && !RevocationWords.awaitsApproval(state)) {
      throw new CommandFailure(
          ExitCode.NOT_CONFIRMED,
          "Revocation %s is %s. Nothing was revoked."
              .formatted(Table.printable(revocation), RevocationWords.state(state)));
    }
  }

  private void requireTime(Instant end, JsonNode state, String revocation) {
    boolean over = context.clock().instant().isAfter(end);
    if (over && RevocationWords.awaitsApproval(state)) {
      throw new CommandFailure(ExitCode.AWAITS_APPROVAL, RevocationWords.approvalNeeded(state));
    }
    if (over) {
      throw new CommandFailure(
          ExitCode.WAIT_TIMED_OUT,
          """
          The revocation is in force. Its background work is not finished after %d s and continues.
          To go on waiting: hushkey revocations watch %s"""
              .formatted(limit.toSeconds(), Table.printable(revocation)));
    }
  }
}
