package dev.hushkey.errand;

/** What is to be done at an assistant. */
enum ErrandKind {
  /** It revokes the tokens that it issued to us. */
  REVOKE,
  /** It hears that the tokens that we issued to it are revoked. */
  TELL
}
