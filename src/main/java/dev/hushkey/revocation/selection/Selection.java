package dev.hushkey.revocation.selection;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import java.util.List;
import java.util.Optional;

/**
 * What an admin selects to be revoked: a rule, which is one cut-off, or a list, which is a cut-off
 * for each of its members, all at one moment.
 */
public sealed interface Selection {

  /** The most members of a list. */
  int MAX = 50_000;

  /** Everything in one scope. */
  record Rule(RevocationScope scope) implements Selection {}

  /** The links of these users; of one assistant, if named. */
  record OfUsers(List<UserId> users, Optional<AssistantId> assistant) implements Selection {

    /** Nobody counts twice. */
    public OfUsers {
      users = users.stream().distinct().toList();
    }
  }

  /** These links. */
  record OfLinks(List<LinkId> links) implements Selection {

    /** None counts twice. */
    public OfLinks {
      links = links.stream().distinct().toList();
    }
  }

  /** What will end, as a part of a sentence. */
  default String words() {
    return switch (this) {
      case Rule rule -> rule.scope().words();
      case OfUsers list ->
          "the links of %,d listed user%s".formatted(list.users().size(), s(list.users()))
              + list.assistant().map(id -> " with " + id).orElse("");
      case OfLinks list -> "%,d listed link%s".formatted(list.links().size(), s(list.links()));
    };
  }

  private static String s(List<?> members) {
    return members.size() == 1 ? "" : "s";
  }

  /** Its scope as a text; of a list, which has none yet, what it is a list of. */
  default String kind() {
    return switch (this) {
      case Rule rule -> rule.scope().key();
      case OfUsers _ -> RevocationScope.ListOf.USERS.word();
      case OfLinks _ -> RevocationScope.ListOf.LINKS.word();
    };
  }

  /** The scope under which this revocation is known. */
  default RevocationScope scope(RevocationId revocation) {
    return switch (this) {
      case Rule rule -> rule.scope();
      case OfUsers _ -> new RevocationScope.OfList(RevocationScope.ListOf.USERS, revocation);
      case OfLinks _ -> new RevocationScope.OfList(RevocationScope.ListOf.LINKS, revocation);
    };
  }

  /** What its cut-offs say. */
  default List<RevocationScope> cutOffs() {
    return switch (this) {
      case Rule rule -> List.of(rule.scope());
      case OfUsers list ->
          list.users().stream()
              .<RevocationScope>map(user -> new RevocationScope.OfUser(user, list.assistant()))
              .toList();
      case OfLinks list ->
          list.links().stream().<RevocationScope>map(RevocationScope.OfLink::new).toList();
    };
  }
}
