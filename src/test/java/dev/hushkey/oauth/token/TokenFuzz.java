package dev.hushkey.oauth.token;

import dev.hushkey.fuzz.FormText;
import dev.hushkey.fuzz.Refusals;

/** Token requests. */
public final class TokenFuzz {

  /** The form of the token endpoint. */
  public static void tokenRequest(String input) {
    Refusals.read(() -> TokenRequest.read(FormText.parse(input)));
  }

  private TokenFuzz() {}
}
