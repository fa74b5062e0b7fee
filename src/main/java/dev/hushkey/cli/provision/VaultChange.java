package dev.hushkey.cli.provision;

import java.util.List;

/**
 * How one thing in Vault differs from what it should be.
 *
 * @param lines the differences, each with a sign as in a diff
 */
public record VaultChange(String path, Kind kind, List<String> lines) {

  /** What has to be done; the later in this order, the more a person has to see to. */
  public enum Kind {
    SAME("="),
    /** Set by somebody, and the command was not told what it should be: left as it is. */
    UNSAID("·"),
    MISSING("+"),
    DIFFERENT("~"),
    /** It cannot be changed: a person has to decide. */
    CONFLICT("!");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }
  }

  boolean isToDo() {
    return kind == Kind.MISSING || kind == Kind.DIFFERENT;
  }

  /** Whether it stays different when everything that can be written is written. */
  boolean remains() {
    return kind == Kind.CONFLICT || kind == Kind.UNSAID;
  }

  /** As text for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.sign).append(' ').append(path);
    lines.forEach(line -> text.append("\n    ").append(line));
    return text.toString();
  }
}
