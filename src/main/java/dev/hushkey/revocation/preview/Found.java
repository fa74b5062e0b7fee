package dev.hushkey.revocation.preview;

import java.util.HashSet;
import java.util.Set;

/**
 * Links that were looked up one by one; each counts once, and so does each user.
 *
 * @param links their ids
 */
public record Found(Set<String> links, Set<String> users) {

  /** Nothing yet. */
  public Found() {
    this(new HashSet<>(), new HashSet<>());
  }

  /** Adds one. */
  public void add(String link, String user) {
    links.add(link);
    users.add(user);
  }
}
