package dev.hushkey.audit;

/**
 * What must hold, in the very statement that records it, for an event that says {@code allowed}.
 *
 * @param condition SQL about the columns of the event, {@code e}, and {@code e.token_id}, the
 *     access token that asks, or null
 * @param aboutSeen whether it also speaks of {@code e.seen} and {@code e.links}, see {@link Seen}
 */
public record StillTrue(String condition, boolean aboutSeen) {

  /** A condition on the event alone. */
  public static StillTrue of(String condition) {
    return new StillTrue(condition, false);
  }

  /** One that also speaks of what a standby told. */
  public static StillTrue asSeen(String condition) {
    return new StillTrue(condition, true);
  }
}
