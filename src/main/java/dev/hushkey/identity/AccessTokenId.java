package dev.hushkey.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One access token that we issued, the {@code jti} of RFC 7519 §4.1.7. Not a secret. */
public record AccessTokenId(@JsonValue UUID value) {

  /** A new, random one. */
  public static AccessTokenId random() {
    return new AccessTokenId(UUID.randomUUID());
  }

  /**
   * Reads the canonical form, 36 characters.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  @JsonCreator
  public static AccessTokenId from(String text) {
    return new AccessTokenId(CanonicalUuid.read("access token", text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
