package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;

/** What a key signs, and how. Of each use one key signs at a time. */
record KeyUse(KeyPurpose purpose, SigningAlgorithm algorithm) {

  static final KeyUse EXCHANGED_TOKENS =
      new KeyUse(KeyPurpose.EXCHANGED_TOKENS, SigningAlgorithm.ES256);

  static KeyUse accessTokens(SigningAlgorithm algorithm) {
    return new KeyUse(KeyPurpose.ACCESS_TOKENS, algorithm);
  }

  @Override
  public String toString() {
    return purpose.wireName() + " " + algorithm;
  }
}
