package dev.hushkey.revocation.selection;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.secret.TokenName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an admin selects to be revoked. It says as a sentence what ends, and the same selection is
 * counted by a dry run and revoked (docs/adr/0063-a-selection-is-a-rule-or-is-looked-up.md).
 */
public sealed interface Selection {

  /** The most members of a list. */
  int MAX = 50_000;

  /** Everything in one scope, or what was authorized in it before an instant: one cut-off. */
  record Rule(RevocationScope scope, Optional<Instant> before) implements Selection {}

  /** A list of one kind: a cut-off for each member, all of one instant. */
  record Members(Subjects subjects, Optional<Instant> before) implements Selection {}

  /** The links that are like this now: a cut-off for each that is found. */
  record Matching(Subjects subjects, Conditions where) implements Selection {}

  /** The links of those tokens that are ours and can do harm. */
  record OfLeakedTokens(List<TokenName> tokens) implements Selection {}

  /** The simplest that selects exactly this. */
  static Selection of(Subjects subjects, Conditions where) {
    if (!where.areOneCutOff() || !subjects.areOneKind()) {
      return new Matching(subjects, where);
    }
    List<RevocationScope> scopes = subjects.scopes();
    Optional<Instant> before = where.authorized().before();
    return scopes.size() == 1 ? new Rule(scopes.getFirst(), before) : new Members(subjects, before);
  }

  /** What will end, as a part of a sentence. */
  default String words() {
    return switch (this) {
      case Rule rule -> rule.scope().words() + authorizedBefore(rule.before());
      case Members list -> list.subjects().words() + authorizedBefore(list.before());
      case Matching match -> match.subjects().words() + match.where().words();
      case OfLeakedTokens list ->
          "the links of those of %,d listed tokens (%s) that can do harm"
              .formatted(list.tokens().size(), ListMark.of(list.tokens()));
    };
  }

  private static String authorizedBefore(Optional<Instant> instant) {
    return instant.map(before -> ", authorized before " + before).orElse("");
  }

  /** The instant that its cut-offs bear; empty: that of the revocation. */
  default Optional<Instant> at() {
    return switch (this) {
      case Rule rule -> rule.before().map(Window::lastBefore);
      case Members list -> list.before().map(Window::lastBefore);
      case Matching _, OfLeakedTokens _ -> Optional.empty();
    };
  }

  /** The latest instant that it names, which must not lie in the future. */
  default Optional<Instant> latestInstant() {
    return switch (this) {
      case Rule rule -> rule.before();
      case Members list -> list.before();
      case Matching match -> match.where().latestInstant();
      case OfLeakedTokens _ -> Optional.empty();
    };
  }

  /** Its scope as a text; where it has none yet, what its cut-offs are of. */
  default String kind() {
    return this instanceof Rule rule ? rule.scope().key() : list().word();
  }

  private RevocationScope.ListOf list() {
    return switch (this) {
      case Rule _ -> throw new IllegalStateException("a rule has a scope of its own");
      case Members members -> members.subjects().kind();
      case Matching match ->
          match.subjects().devices().isEmpty()
              ? RevocationScope.ListOf.LINKS
              : RevocationScope.ListOf.DEVICES;
      case OfLeakedTokens _ -> RevocationScope.ListOf.LEAKED_TOKENS;
    };
  }

  /** The scope under which this revocation is known. */
  default RevocationScope scope(RevocationId revocation) {
    return this instanceof Rule rule
        ? rule.scope()
        : new RevocationScope.OfList(list(), revocation);
  }

  /** Whom it is about, for the record. */
  default AuditEvent.Subject subject() {
    return this instanceof Rule rule ? rule.scope().subject() : AuditEvent.Subject.ANY;
  }
}
