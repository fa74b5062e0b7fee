package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A customer. The value is this person's subject ({@code sub}) at Keycloak, taken as it is: <a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core §2</a>
 * gives it up to 255 ASCII characters that are case-sensitive. Those of people whom Keycloak takes
 * from elsewhere look like {@code f:<uuid>:jo+cam@example.org}.
 */
public record UserId(@JsonValue String value) implements Comparable<UserId> {

  /** Control characters would forge log lines; a space at an end is a slip of whoever typed it. */
  private static final Pattern FORM = Pattern.compile("[!-~](?:[ -~]{0,253}[!-~])?");

  /**
   * Refuses anything but 1 to 255 printable ASCII characters without a space at either end.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public UserId {
    if (value == null || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "user must be 1 to 255 printable ASCII characters, without a space at either end");
    }
  }

  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
