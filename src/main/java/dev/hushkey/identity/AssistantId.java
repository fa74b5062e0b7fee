package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A third-party voice assistant: the key of its configuration block, such as {@code alexa}. */
public record AssistantId(@JsonValue String value) implements Comparable<AssistantId> {

  /** What the ids begin with that stand in for assistants in a drill. */
  public static final String OF_DRILL = "drill-";

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /**
   * Refuses anything but 1 to 32 lower-case letters, digits and hyphens.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public AssistantId {
    if (value == null || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "assistant must be 1 to 32 lower-case letters, digits or hyphens and start with a letter");
    }
  }

  /**
   * The one that stands in for this assistant in a drill; none can be configured under its id.
   *
   * @throws IllegalArgumentException when there is no room for that in an id
   */
  public AssistantId inDrill() {
    return new AssistantId(OF_DRILL + value);
  }

  /** Whether it only stands in for one: what follows the prefix is an id itself. */
  public boolean isInDrill() {
    return value.startsWith(OF_DRILL)
        && FORM.matcher(value).region(OF_DRILL.length(), value.length()).matches();
  }

  /** The one that it stands in for, or else itself. */
  public AssistantId real() {
    return isInDrill() ? new AssistantId(value.substring(OF_DRILL.length())) : this;
  }

  @Override
  public int compareTo(AssistantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
