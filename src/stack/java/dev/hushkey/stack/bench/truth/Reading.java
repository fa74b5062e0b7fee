package dev.hushkey.stack.bench.truth;

/** What one answer says, once it was compared with its own question. */
public sealed interface Reading {

  /** It is about what was asked. */
  record Decided(Outcome outcome) implements Reading {}

  /** Not now: an outage or an overload, which decided nothing. */
  record Undecided(int status) implements Reading {}

  /** It is about something else, or about nothing. */
  record MixedUp(String what) implements Reading {}
}
