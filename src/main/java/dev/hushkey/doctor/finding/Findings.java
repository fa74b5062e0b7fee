package dev.hushkey.doctor.finding;

import dev.hushkey.cli.terminal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what the examinations find, each on a thread of its own. One that was given up may still
 * write; what comes after {@link #close} is dropped.
 */
public final class Findings {

  private final List<Finding> found = new ArrayList<>();
  private boolean closed;

  /** In order. */
  public void ok(Check check, String text, Object... values) {
    add(check, Status.OK, text.formatted(values), "");
  }

  /** It works, and will not, or should not be so. */
  public void warn(Check check, String text, Object... values) {
    add(check, Status.WARNING, text.formatted(values), check.remedy());
  }

  /** It does not work, or is not safe. */
  public void fail(Check check, String text, Object... values) {
    add(check, Status.FAILURE, text.formatted(values), check.remedy());
  }

  /** It could not be looked at. */
  public void skip(Check check, String why, Object... values) {
    add(check, Status.NOT_CHECKED, why.formatted(values), "");
  }

  /** With a remedy that is more exact than the check's own. */
  public synchronized void add(Check check, Status status, String text, String remedy) {
    if (!closed) {
      found.add(new Finding(check, status, Table.printable(oneLine(text)), oneLine(remedy)));
    }
  }

  /** Says of every check of this area that has said nothing yet why it has not. */
  public synchronized void skipRest(Area area, String why) {
    Set<Check> seen = EnumSet.noneOf(Check.class);
    found.forEach(finding -> seen.add(finding.check()));
    for (Check check : Check.values()) {
      if (check.area() == area && !seen.contains(check)) {
        add(check, Status.NOT_CHECKED, why, "");
      }
    }
  }

  /** Ends the collection. */
  public synchronized List<Finding> close() {
    closed = true;
    return found.stream().sorted(Comparator.comparing(Finding::check)).toList();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
