package dev.hushkey.oauth.keys;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a key signs. Each purpose has keys and a JWKS of its own: who verifies tokens of the one
 * kind cannot be made to accept the other
 * (docs/adr/0036-exchanged-tokens-have-keys-of-their-own.md).
 */
public enum KeyPurpose {
  /** Access tokens of assistants. At our doors they count only together with their row. */
  ACCESS_TOKENS,
  /** Tokens of a token exchange, which the camera backend verifies without asking us. */
  EXCHANGED_TOKENS;

  /** The form in answers and in the table. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads what {@link #wireName} wrote. */
  static KeyPurpose from(String wireName) {
    return Arrays.stream(values())
        .filter(purpose -> purpose.wireName().equals(wireName))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a signing key has no known purpose"));
  }
}
