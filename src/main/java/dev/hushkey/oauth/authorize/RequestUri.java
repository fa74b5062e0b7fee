package dev.hushkey.oauth.authorize;

import dev.hushkey.cell.CellMark;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The reference to a pushed authorization request, RFC 9126 §2.2: 256 random bits that nobody can
 * guess (§7.1). The database stores only the hash.
 */
public record RequestUri(SecretText value) {

  /** The parameter that carries one. */
  static final String PARAMETER = "request_uri";

  static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{43}");

  /**
   * A new one.
   *
   * @param bits random, perhaps behind the name of a cell
   */
  static RequestUri of(SecretText bits) {
    return new RequestUri(bits.after(PREFIX));
  }

  /** Reads one; empty if it cannot be ours. */
  static Optional<RequestUri> parse(String text) {
    return text.startsWith(PREFIX) && isOurs(text.substring(PREFIX.length()))
        ? Optional.of(new RequestUri(SecretText.of(text)))
        : Optional.empty();
  }

  private static boolean isOurs(String bits) {
    return PLAIN.matcher(bits).matches() || CellMark.read(bits).isPresent();
  }

  /** The random part, perhaps behind the name of a cell. */
  SecretText bits() {
    return SecretText.of(value.reveal().substring(PREFIX.length()));
  }

  TokenHash hash() {
    return TokenHash.of(value);
  }
}
