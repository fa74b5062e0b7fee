package dev.hushkey.stack.bench.revoke;

/** What a door said to one request. */
enum Verdict {
  /** It gave something, to at least one question of the request. */
  ACCEPTED,

  /** It gave nothing, since the link is revoked. */
  REFUSED,

  /** It decided nothing now, by a 503. */
  UNDECIDED
}
