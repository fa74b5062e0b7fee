package dev.hushkey.assistant;

/** What happens to a refresh token when it is used, RFC 6749 §6 and RFC 9700 §4.14. */
public enum RefreshPolicy {
  /** The same token is returned each time it is used (ADR 8). */
  STABLE,
  /** The old token lives until a successor of it is first used. */
  SUCCESSOR_FIRST_USE
}
