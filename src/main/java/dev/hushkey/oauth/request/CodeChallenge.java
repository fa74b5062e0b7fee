package dev.hushkey.oauth.request;

import dev.hushkey.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Proof Key for Code Exchange, <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>, with
 * {@code S256} alone: {@code plain} protects nothing once the request has been seen.
 */
public record CodeChallenge(String value) {

  /** The only supported method. */
  public static final String METHOD = "S256";

  /** SHA-256 in base64url without padding: 43 characters. */
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** §4.1. */
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /** Refuses anything that cannot be an S256 challenge. */
  public CodeChallenge {
    if (!CHALLENGE.matcher(value).matches()) {
      throw new IllegalArgumentException("must be 43 characters of base64url (S256)");
    }
  }

  /** The challenge for our own verifier, §4.2. */
  public static CodeChallenge of(SecretText verifier) {
    return new CodeChallenge(challengeOf(verifier.reveal()));
  }

  /** Whether this was made from that verifier, §4.6. Compares in constant time. */
  public boolean matches(String verifier) {
    return VERIFIER.matcher(verifier).matches()
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.US_ASCII),
            challengeOf(verifier).getBytes(StandardCharsets.US_ASCII));
  }

  private static String challengeOf(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
