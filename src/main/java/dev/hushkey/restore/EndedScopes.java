package dev.hushkey.restore;

import dev.hushkey.revocation.selection.RevocationScope;
import java.util.ArrayList;
import java.util.List;

/** Reads the list of what has ended, in the spelling of the record: one scope a line. */
public final class EndedScopes {

  private EndedScopes() {}

  /**
   * Reads a list. Empty lines and those that begin with a number sign say nothing.
   *
   * @throws IllegalArgumentException that names the line which is no scope
   */
  public static List<RevocationScope> read(List<String> lines) {
    List<RevocationScope> scopes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        scopes.add(read(line, i + 1));
      }
    }
    return scopes;
  }

  private static RevocationScope read(String line, int number) {
    try {
      RevocationScope scope = RevocationScope.fromKey(line);
      if (!(scope instanceof RevocationScope.OfList)) {
        return scope;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new IllegalArgumentException(
        "line %d is none of link:ID, user:ID, user:ID/assistant:ID, device:ID, assistant:ID, everything"
            .formatted(number));
  }
}
