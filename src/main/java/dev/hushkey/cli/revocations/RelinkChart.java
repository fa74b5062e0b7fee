package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.terminal.Table;
import java.util.Locale;

/** How many have linked again since a revocation, as figures and bars for people. */
final class RelinkChart {

  /** Of a bar that stands for all. */
  private static final int WIDTH = 40;

  private static final int HOURS_OF_A_DAY = 24;

  private final JsonNode relinks;
  private final long all;

  private RelinkChart(JsonNode relinks) {
    this.relinks = relinks;
    this.all = sum("links");
  }

  /** Below the revocation; nothing where the answer does not say. */
  static String of(JsonNode revocation) {
    JsonNode relinks = revocation.path("relinks");
    return relinks.isMissingNode() ? "" : new RelinkChart(relinks).text();
  }

  private String text() {
    String nl = System.lineSeparator();
    if (all == 0) {
      return nl + nl + headline();
    }
    return nl + nl + headline() + nl + assistants() + nl + nl + bars();
  }

  private String headline() {
    return String.format(
        Locale.ROOT,
        "Linked again: %,d of %,d%s",
        sum("linksBack"),
        all,
        relinks.path("complete").asBoolean()
            ? ""
            : " that are cleaned up so far; the others are counted when they are");
  }

  private Table assistants() {
    Table table = new Table("ASSISTANT", "LINKS ENDED", "LINKED AGAIN", "USERS", "OF THEM BACK");
    for (JsonNode one : relinks.path("assistants")) {
      table.row(
          one.path("assistant").asText(),
          number(one.path("links")),
          number(one.path("linksBack")) + share(one.path("linksBack"), one.path("links").asLong()),
          number(one.path("users")),
          number(one.path("usersBack")) + share(one.path("usersBack"), one.path("users").asLong()));
    }
    return table;
  }

  private Table bars() {
    Table table = new Table("WITHIN", "LINKS", "");
    for (JsonNode one : relinks.path("within")) {
      long links = one.path("links").asLong();
      table.row(
          time(one.path("hours").asLong()),
          number(one.path("links")) + share(one.path("links"), all),
          "#".repeat((int) (links * WIDTH / all)));
    }
    return table;
  }

  private static String time(long hours) {
    if (hours < HOURS_OF_A_DAY) {
      return hours + (hours == 1 ? " hour" : " hours");
    }
    long days = hours / HOURS_OF_A_DAY;
    return days + (days == 1 ? " day" : " days");
  }

  private static String number(JsonNode count) {
    return String.format(Locale.ROOT, "%,d", count.asLong());
  }

  private static String share(JsonNode part, long whole) {
    return String.format(Locale.ROOT, " (%.1f %%)", 100.0 * part.asLong() / Math.max(1, whole));
  }

  private long sum(String member) {
    long sum = 0;
    for (JsonNode one : relinks.path("assistants")) {
      sum += one.path(member).asLong();
    }
    return sum;
  }
}
