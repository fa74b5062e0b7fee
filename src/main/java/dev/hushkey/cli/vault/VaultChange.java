package dev.hushkey.cli.vault;

import java.util.List;

/**
 * How one thing in Vault differs from what it should be.
 *
 * @param lines what differs, each with a sign before it as in a diff
 */
public record VaultChange(String path, Kind kind, List<String> lines) {

  /** What has to be done about it. */
  public enum Kind {
    SAME("="),
    MISSING("+"),
    DIFFERENT("~"),
    /** Nothing that can be changed: somebody has to decide. */
    CONFLICT("!");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }
  }

  static VaultChange of(String path, boolean exists, List<String> lines) {
    if (!exists) {
      return new VaultChange(path, Kind.MISSING, lines);
    }
    return new VaultChange(path, lines.isEmpty() ? Kind.SAME : Kind.DIFFERENT, lines);
  }

  boolean isToDo() {
    return kind == Kind.MISSING || kind == Kind.DIFFERENT;
  }

  /** As people read it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.sign).append(' ').append(path);
    lines.forEach(line -> text.append("\n    ").append(line));
    return text.toString();
  }
}
