package dev.hushkey.oauth.authorize;

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

  private static final Pattern FORM = Pattern.compile(Pattern.quote(PREFIX) + "[A-Za-z0-9_-]{43}");

  static RequestUri random() {
    return new RequestUri(SecretText.of(PREFIX + SecretText.random().reveal()));
  }

  /** Reads one; empty if it cannot be ours. */
  static Optional<RequestUri> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new RequestUri(SecretText.of(text)))
        : Optional.empty();
  }

  TokenHash hash() {
    return TokenHash.of(value);
  }
}
