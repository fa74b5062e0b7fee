package dev.hushkey.alexa.applink;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.ProofKey;
import dev.hushkey.secret.SecretText;

/**
 * One user's way through Amazon and back.
 *
 * @param state what comes back with Amazon's code; proves that this user started it
 * @param redirectUri where Amazon sends the user back to
 */
record Attempt(
    UserId user, AssistantId assistant, SecretText state, String redirectUri, ProofKey proofKey) {

  /** Proves to Amazon that the exchange comes from the party that started the attempt. */
  SecretText codeVerifier() {
    return proofKey.verifierFor(state);
  }
}
