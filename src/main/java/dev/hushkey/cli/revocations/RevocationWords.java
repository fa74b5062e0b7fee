package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The background work of a revocation in words, from an answer of the API. */
public final class RevocationWords {

  private static final Duration SHOWN_IN_SECONDS = Duration.ofMinutes(2);
  private static final Duration SHOWN_IN_MINUTES = Duration.ofHours(2);

  private RevocationWords() {}

  /** As people write it: {@code cleaning up}. */
  static String state(JsonNode revocation) {
    return revocation.path("state").asText("-").toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** So many of so many. */
  static String cleanedUp(JsonNode revocation) {
    long swept = revocation.path("swept").asLong();
    JsonNode all = revocation.path("toSweep");
    boolean shown = all.isNumber() && !revocation.hasNonNull("erasedAt");
    return shown
        ? String.format(Locale.ROOT, "%,d of %,d", swept, Math.max(swept, all.asLong()))
        : String.format(Locale.ROOT, "%,d", swept);
  }

  /** What came of what assistants were asked to do; a dash when there was nothing to ask for. */
  static String atAssistants(JsonNode tally) {
    if (!tally.isObject()) {
      return "-";
    }
    StringBuilder words = new StringBuilder(number(tally, "done"));
    append(words, tally, "left", " to go");
    append(words, tally, "spared", " spared, since linked again");
    append(words, tally, "givenUp", " NOT");
    return words + (tally.hasNonNull("why") ? " (" + tally.path("why").asText() + ")" : "");
  }

  private static void append(StringBuilder words, JsonNode tally, String member, String what) {
    if (tally.path(member).asLong() > 0) {
      words.append(", ").append(number(tally, member)).append(what);
    }
  }

  private static String number(JsonNode tally, String member) {
    return String.format(Locale.ROOT, "%,d", tally.path(member).asLong());
  }

  /** How long it still takes, roughly; a dash when nobody can tell. */
  static String left(JsonNode revocation) {
    return revocation.hasNonNull("secondsLeft")
        ? "about " + words(Duration.ofSeconds(revocation.path("secondsLeft").asLong()))
        : "-";
  }

  /** Roughly, as people say it. */
  public static String words(Duration time) {
    if (time.compareTo(SHOWN_IN_SECONDS) < 0) {
      return time.toSeconds() + " s";
    }
    return time.compareTo(SHOWN_IN_MINUTES) < 0 ? time.toMinutes() + " min" : time.toHours() + " h";
  }

  /** Whether it is not in force until another admin approves it. */
  public static boolean awaitsApproval(JsonNode revocation) {
    return "AWAITING_APPROVAL".equals(revocation.path("state").asText());
  }

  /** What to do about such a one. */
  public static String approvalNeeded(JsonNode revocation) {
    String id = Table.printable(revocation.path("revocation").asText());
    return """
        NOT IN FORCE: another admin has to approve it, before %s.
        For them: hushkey revocations approve %s
        If it cannot wait: take it back with hushkey revocations reject %s, and revoke with --urgent."""
        .formatted(Table.printable(revocation.path("expiresAt").asText()), id, id);
  }

  /** Which versions of keys go with it, and whether they are gone; a dash where none do. */
  static String shred(JsonNode revocation) {
    List<String> keys = new ArrayList<>();
    for (JsonNode one : revocation.path("shred")) {
      keys.add(
          "%s up to version %s (%s)"
              .formatted(
                  one.path("key").asText(),
                  one.path("upTo").asText("?"),
                  one.hasNonNull("doneAt")
                      ? "seen gone at " + one.path("doneAt").asText()
                      : "NOT YET"));
    }
    return keys.isEmpty() ? "-" : String.join(", ", keys);
  }

  /** How many there are in all, if that is known. */
  static OptionalLong total(JsonNode revocation) {
    JsonNode all = revocation.path("toSweep");
    return all.isNumber() ? OptionalLong.of(all.asLong()) : OptionalLong.empty();
  }

  private static String toldWords(JsonNode revocation) {
    return revocation.path("assistantsTold").path("left").asLong() > 0 && isSwept(revocation)
        ? "assistants are told"
        : "";
  }

  private static boolean isSwept(JsonNode revocation) {
    JsonNode all = revocation.path("toSweep");
    return revocation.hasNonNull("erasedAt")
        || all.isNumber() && revocation.path("swept").asLong() >= all.asLong();
  }

  /** Why it does not get on, or what else there is to do; empty when there is nothing to say. */
  static String note(JsonNode revocation) {
    if (awaitsApproval(revocation)) {
      return "not in force: awaits the approval of another admin";
    }
    if (revocation.hasNonNull("pausedAt")) {
      return "paused; it goes on with: hushkey revocations resume";
    }
    if (revocation.hasNonNull("heldUpBy")) {
      return "held up: " + Table.printable(revocation.path("heldUpBy").asText());
    }
    if (revocation.path("sessionsLeft").asLong() > 0 && isSwept(revocation)) {
      return "logging users out";
    }
    return revocation.path("upstreamTokens").path("left").asLong() > 0 && isSwept(revocation)
        ? "assistants revoke their tokens"
        : toldWords(revocation);
  }
}
