package dev.hushkey.stack.bench.subject;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.upstream.TokenSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * One person with one camera, linked with Alexa, whose tokens we keep. All but the tokens follows
 * from the number, so that SQL can write millions of them.
 *
 * @param token the access token to hand out, of {@value #TOKEN_LENGTH} characters; the refresh
 *     token beside it is as long
 */
public record ServedLink(long number, String token) {

  /** About as long as those of Login with Amazon. */
  public static final int TOKEN_LENGTH = 512;

  static final String ASSISTANT = BenchHushkey.STABLE;

  /** When the first of them was made, one a millisecond; since 1970. */
  private static final long FIRST_MILLIS = 1_700_000_000_000L;

  private static final long VERSION_7 = 0x7000;

  /** Makes the SQL function {@code bench_link}, which is {@link #link(long)}. */
  static final String LINK_FUNCTION =
      """
      create or replace function bench_link(n bigint) returns uuid language sql immutable
      return (lpad(to_hex(%d + n), 12, '0') || '7' || substr(md5('bench-link-' || n), 14, 3)
              || '8' || substr(md5('bench-link-' || n), 18))::uuid
      """
          .formatted(FIRST_MILLIS);

  private static final SecureRandom RANDOM = new SecureRandom();

  static ServedLink random(long number) {
    return new ServedLink(number, randomToken());
  }

  private static String randomToken() {
    byte[] bytes = new byte[TOKEN_LENGTH / 4 * 3];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public String user() {
    return "bench-user-" + number;
  }

  public String device() {
    return "bench-camera-" + number;
  }

  LinkId link() {
    return new LinkId(link(number));
  }

  /** The link of a number. They are in the order of their numbers, as real ones in time's. */
  public static UUID link(long number) {
    UUID random = md5("bench-link-" + number);
    return new UUID(
        (FIRST_MILLIS + number) << Short.SIZE
            | VERSION_7
            | random.getMostSignificantBits() & ~(-1L << 12),
        Long.MIN_VALUE | random.getLeastSignificantBits() & ~(-1L << 60));
  }

  /** As {@code md5(text)::uuid} gives it in SQL. */
  public static UUID md5(String text) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  LinkRef ref() {
    return new LinkRef(new AssistantId(ASSISTANT), link(), new UserId(user()));
  }

  TokenSet tokens() {
    return new TokenSet(
        new AccessToken(SecretText.of(token), Instant.MAX),
        new RefreshToken(SecretText.of(randomToken())));
  }

  /** What the camera backend asks. */
  public String handoutRequest() {
    return """
        {"user":"%s","device":"%s","assistant":"%s","action":"events"}"""
        .formatted(user(), device(), ASSISTANT);
  }

  /** What Vault is asked to open this link's ciphertext. */
  public String decryption(String ciphertext) {
    return """
        {"ciphertext":"%s","context":"%s"}"""
        .formatted(
            ciphertext,
            Base64.getEncoder().encodeToString(SealBinding.ofAccessToken(ref()).context()));
  }

  @Override
  public String toString() {
    return "ServedLink[" + number + "]";
  }
}
