package dev.hushkey.audit;

/**
 * What must hold, in the very statement that records it, for an event that says {@code allowed}.
 * The statement is written once, and not for each batch of records.
 */
public final class StillTrue {

  private final boolean aboutSeen;
  private final String statement;

  private StillTrue(String condition, boolean aboutSeen) {
    this.aboutSeen = aboutSeen;
    this.statement = AuditRow.onlyIf(condition, aboutSeen);
  }

  /**
   * A condition on the event alone.
   *
   * @param condition SQL about the columns of the event, {@code e}, and {@code e.token_id}, the
   *     access token that asks, or null
   */
  public static StillTrue of(String condition) {
    return new StillTrue(condition, false);
  }

  /**
   * One that also speaks of what a standby told.
   *
   * @param condition also about {@code e.seen} and {@code e.links}, see {@link Seen}
   */
  public static StillTrue asSeen(String condition) {
    return new StillTrue(condition, true);
  }

  boolean aboutSeen() {
    return aboutSeen;
  }

  String statement() {
    return statement;
  }
}
