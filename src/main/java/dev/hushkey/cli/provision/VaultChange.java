package dev.hushkey.cli.provision;

import java.util.List;

/**
 * How one thing in Vault differs from what it should be.
 *
 * @param lines the differences, each with a sign as in a diff
 */
public record VaultChange(String path, Kind kind, List<String> lines) {

  /** What has to be done. */
  public enum Kind {
    SAME("="),
    MISSING("+"),
    DIFFERENT("~"),
    /** It cannot be changed: a person has to decide. */
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

  /** As text for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.sign).append(' ').append(path);
    lines.forEach(line -> text.append("\n    ").append(line));
    return text.toString();
  }
}
