package dev.hushkey.link;

/** The life of a link. */
public enum LinkState {
  /** In use. */
  ACTIVE,
  /** The assistant no longer accepts our tokens; only the user can fix it, by linking again. */
  NEEDS_RELINK,
  /** Over: revoked, unlinked or superseded. Never comes back; a new linking makes a new link. */
  REVOKED
}
