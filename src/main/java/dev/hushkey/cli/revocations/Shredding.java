package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Progress;
import dev.hushkey.cli.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Destroys the versions of keys that a revocation asks for, with an operator's Vault token. Each
 * step looks first whether it is done already, so it can be stopped anywhere and run again:
 *
 * <ol>
 *   <li>The clean-up has erased every sealed token of what was revoked.
 *   <li>A newer version seals what users link anew.
 *   <li>Nothing in use is sealed with the older ones: the server moves what there is.
 *   <li>The older ones are destroyed.
 * </ol>
 */
public final class Shredding {

  /** What was sealed just before the newer version may still be on its way to its row. */
  private static final Duration ON_THE_WAY = Duration.ofMinutes(1);

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final String PATH = "/v1/revocations/";
  private static final String KEYS = "/v1/transit-keys/";

  private final AdminApi api;
  private final CommandContext context;
  private final Function<String, KeyVersions> keys;
  private final String revocation;
  private final Instant end;

  /** Of a revocation, for at most this long. */
  public Shredding(
      AdminApi api,
      CommandContext context,
      Function<String, KeyVersions> keys,
      String revocation,
      Duration limit) {
    this.api = api;
    this.context = context;
    this.keys = keys;
    this.revocation = revocation;
    this.end = context.clock().instant().plus(limit);
  }

  /** The revocation when all is destroyed. */
  public Answer carryOut() throws InterruptedException {
    try (Progress progress = Progress.of(context, "links cleaned up")) {
      JsonNode cleanedUp = awaitErased(progress);
      for (JsonNode wanted : cleanedUp.path("shred")) {
        if (!wanted.hasNonNull("doneAt")) {
          destroy(wanted, progress);
        }
      }
    } catch (CommandFailure failure) {
      throw failure.and(
          "The revocation is in force, and not all of its key versions are destroyed. To go on:"
              + " hushkey revocations shred "
              + Table.printable(revocation));
    }
    return api.get(PATH + revocation);
  }

  private JsonNode awaitErased(Progress progress) throws InterruptedException {
    for (JsonNode now = state(); ; now = state()) {
      requireAsked(now);
      if (now.hasNonNull("erasedAt")) {
        return now;
      }
      progress.note(RevocationWords.note(now));
      progress.at(now.path("swept").asLong(), RevocationWords.total(now));
      pause("the clean-up is not through yet");
    }
  }

  private JsonNode state() {
    return api.get(PATH + revocation).json();
  }

  static void requireAsked(JsonNode revocation) {
    if (revocation.hasNonNull("askedAt")) {
      throw new CommandFailure(
          ExitCode.NOT_CONFIRMED,
          "Revocation %s is %s: nothing is to be destroyed."
              .formatted(
                  Table.printable(revocation.path("revocation").asText()),
                  RevocationWords.state(revocation)));
    }
    if (revocation.path("shred").isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_CONFIRMED,
          "Revocation %s was made without --shred. To destroy what it leaves of a key: hushkey vault"
                  .formatted(Table.printable(revocation.path("revocation").asText()))
              + " rotate --wait, then hushkey vault retire.");
    }
  }

  private void destroy(JsonNode wanted, Progress progress) throws InterruptedException {
    String key = wanted.path("key").asText();
    if (!wanted.hasNonNull("upTo")) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "The server could not ask Vault which versions of %s there are."
              .formatted(Table.printable(key)));
    }
    int last = wanted.path("upTo").asInt();
    KeyVersions versions = keys.apply(key);
    if (versions.latest() <= last) {
      versions.rotate();
    }
    awaitUnused(key, last, progress);
    versions.endBefore(last + 1);
  }

  private void awaitUnused(String key, int last, Progress progress) throws InterruptedException {
    boolean moving = false;
    for (JsonNode now = key(key); ; now = key(key)) {
      long living = living(now, last);
      if (living == 0 && !isYoung(now, last + 1)) {
        return;
      }
      if (living > 0 && !moving) {
        api.post(KEYS + key + "/rewraps", Json.MAPPER.createObjectNode());
        moving = true;
      }
      progress.note(
          living > 0
              ? "%,d tokens of other links are moved to the newer version of %s"
                  .formatted(living, Table.printable(key))
              : "waiting for a minute for what is on its way");
      pause("%,d tokens in use are still sealed with these versions".formatted(living));
    }
  }

  private JsonNode key(String key) {
    return api.get(KEYS + key).json();
  }

  private static long living(JsonNode key, int last) {
    long living = 0;
    for (JsonNode version : key.path("versions")) {
      living += version.path("version").asInt() <= last ? version.path("living").asLong() : 0;
    }
    return living;
  }

  private boolean isYoung(JsonNode key, int number) {
    for (JsonNode version : key.path("versions")) {
      if (version.path("version").asInt() == number) {
        Instant made = Instant.parse(version.path("madeAt").asText());
        return context.clock().instant().isBefore(made.plus(ON_THE_WAY));
      }
    }
    return false;
  }

  private void pause(String why) throws InterruptedException {
    if (context.clock().instant().isAfter(end)) {
      throw new CommandFailure(ExitCode.WAIT_TIMED_OUT, "Not waiting any longer: " + why + ".");
    }
    context.pause().last(INTERVAL);
  }
}
