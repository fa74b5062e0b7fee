package dev.hushkey.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a code or token that we issued; our database stores only this. A plain hash is
 * enough because the value has 256 random bits, which cannot be guessed.
 */
public final class TokenHash {

  private static final int LENGTH = 32;
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{64}");

  private final byte[] bytes;

  private TokenHash(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a token hash has 32 bytes");
    }
    this.bytes = bytes;
  }

  /** The hash of a secret. */
  public static TokenHash of(SecretText secret) {
    try {
      return new TokenHash(MessageDigest.getInstance("SHA-256").digest(secret.bytes()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException with a message that a caller may read
   */
  public static TokenHash fromHex(String digits) {
    if (!DIGITS.matcher(digits).matches()) {
      throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
    }
    return new TokenHash(HexFormat.of().parseHex(digits));
  }

  /** A copy of the 32 bytes, for the database. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The first 48 bits in hexadecimal: enough to find an event again, but useless as a token. */
  public String fingerprint() {
    return HexFormat.of().formatHex(bytes, 0, 6);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "TokenHash[" + fingerprint() + "]";
  }
}
