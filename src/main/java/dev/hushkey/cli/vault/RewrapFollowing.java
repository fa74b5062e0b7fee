package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Waits until everything under a key is moved to its latest version. */
final class RewrapFollowing {

  private static final Duration POLL = Duration.ofMillis(500);

  private final AdminApi api;
  private final CommandContext context;
  private final Duration limit;

  RewrapFollowing(AdminApi api, CommandContext context, Duration limit) {
    this.api = api;
    this.context = context;
    this.limit = limit;
  }

  /** The answer once the work is done; fails after the limit, while the work goes on. */
  Answer follow(String key, Answer first) throws InterruptedException {
    Instant end = context.clock().instant().plus(limit);
    Answer answer = first;
    try (Progress progress = Progress.of(context, "ciphertexts moved")) {
      while (!isDone(answer.json())) {
        progress.at(moved(answer.json()), total(answer.json()));
        if (context.clock().instant().isAfter(end)) {
          throw new CommandFailure(
              ExitCode.WAIT_TIMED_OUT,
              "Not finished yet; it continues. To check progress: hushkey vault keys");
        }
        context.pause().last(POLL);
        answer = api.get("/v1/transit-keys/" + key);
      }
      progress.at(moved(answer.json()), total(answer.json()));
    }
    return answer;
  }

  private static long moved(JsonNode key) {
    return key.path("rewrap").path("rewrapped").asLong();
  }

  /** Those that were moved, and those under older versions. */
  private static OptionalLong total(JsonNode key) {
    long left = 0;
    for (JsonNode version : key.path("versions")) {
      if (version.path("version").asInt() < key.path("latestVersion").asInt()) {
        left += version.path("living").asLong();
      }
    }
    return OptionalLong.of(moved(key) + left);
  }

  private static boolean isDone(JsonNode key) {
    JsonNode rewrap = key.path("rewrap");
    return rewrap.path("targetVersion").asInt() == key.path("latestVersion").asInt()
        && rewrap.has("finishedAt");
  }
}
