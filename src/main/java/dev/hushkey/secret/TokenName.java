package dev.hushkey.secret;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.hushkey.identity.AccessTokenId;
import java.util.HexFormat;

/**
 * What a token can be named by without being shown: its hash, or for a signed access token, of
 * which no hash is stored, its id. Whoever reads a name cannot use the token.
 */
public sealed interface TokenName {

  String HASH = "sha256:";
  String ID = "jti:";

  /** By the SHA-256 of the token as it was issued. */
  record ByHash(TokenHash hash) implements TokenName {

    @Override
    public String toString() {
      return written();
    }
  }

  /** By its {@code jti}, RFC 7519 §4.1.7. */
  record ById(AccessTokenId id) implements TokenName {

    @Override
    public String toString() {
      return written();
    }
  }

  /** By both, where it is not known who issued it: assistants sign tokens, too. */
  record ByIdAndHash(AccessTokenId id, TokenHash hash) implements TokenName {

    @Override
    public String toString() {
      return written();
    }
  }

  /**
   * {@code sha256:} and 64 hexadecimal digits, or {@code jti:} and a UUID, or the two with a comma.
   */
  @JsonValue
  default String written() {
    return switch (this) {
      case ByHash named -> written(named.hash());
      case ById named -> ID + named.id();
      case ByIdAndHash named -> ID + named.id() + "," + written(named.hash());
    };
  }

  private static String written(TokenHash hash) {
    return HASH + HexFormat.of().formatHex(hash.toBytes());
  }

  /** The same, with only as much of a hash as people need to tell two tokens apart. */
  default String brief() {
    return switch (this) {
      case ByHash named -> HASH + named.hash().fingerprint();
      case ById _ -> written();
      case ByIdAndHash named -> ID + named.id() + "," + HASH + named.hash().fingerprint();
    };
  }

  /** Whether this text is meant as a name, well-formed or not, and not as a token. */
  static boolean looksLike(String text) {
    return text.startsWith(HASH) || text.startsWith(ID);
  }

  /**
   * Reads what {@link #written()} writes.
   *
   * @throws IllegalArgumentException with a message that a caller may read, which never repeats the
   *     text: it may be a token
   */
  @JsonCreator
  static TokenName from(String text) {
    if (text != null && text.startsWith(HASH)) {
      return new ByHash(TokenHash.fromHex(text.substring(HASH.length())));
    }
    if (text != null && text.startsWith(ID)) {
      String[] parts = text.substring(ID.length()).split("," + HASH, 2);
      AccessTokenId id = AccessTokenId.from(parts[0]);
      return parts.length == 1 ? new ById(id) : new ByIdAndHash(id, TokenHash.fromHex(parts[1]));
    }
    throw new IllegalArgumentException(
        "must be sha256:<64 hexadecimal digits>, jti:<UUID>, or jti:<UUID>,sha256:<digits>");
  }
}
