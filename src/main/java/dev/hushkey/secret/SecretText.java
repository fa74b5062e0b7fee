package dev.hushkey.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A text that must not be printed: a token, a code, a client's secret. It has no getter, so that
 * Jackson and generated {@code toString} methods cannot write it, and it compares in constant time.
 */
public final class SecretText {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;

  private final String value;

  private SecretText(String value) {
    this.value = value;
  }

  /** Wraps a secret that was made elsewhere. */
  public static SecretText of(String value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    return new SecretText(value);
  }

  /** A new secret of 256 random bits, base64url without padding: 43 characters. */
  public static SecretText random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return new SecretText(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The same behind a text that is no secret. */
  public SecretText after(String prefix) {
    return new SecretText(prefix + value);
  }

  /** The plain text. Search for {@code reveal(} to see every place that handles it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  /** The same for all secrets: a hash code would leak something about the value. */
  @Override
  public int hashCode() {
    return SecretText.class.hashCode();
  }

  @Override
  public String toString() {
    return "[secret]";
  }

  byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
