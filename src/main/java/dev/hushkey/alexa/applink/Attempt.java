package dev.hushkey.alexa.applink;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.ProofKey;
import dev.hushkey.secret.SecretText;

/**
 * One person's way through Amazon and back.
 *
 * @param state what comes back with Amazon's code; proves that this person started it
 * @param redirectUri where Amazon brings the person back
 */
record Attempt(
    UserId user, AssistantId assistant, SecretText state, String redirectUri, ProofKey proofKey) {

  /** The proof for Amazon that the exchange comes from where the attempt started. */
  SecretText codeVerifier() {
    return proofKey.verifierFor(state);
  }
}
