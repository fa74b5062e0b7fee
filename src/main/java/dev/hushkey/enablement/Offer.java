package dev.hushkey.enablement;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.AuthorizationCode;

/**
 * What we have for the assistant.
 *
 * @param code ours, for what the person allowed
 * @param token the assistant's, of this person
 */
record Offer(Consent consent, AuthorizationCode code, AccessToken token) {

  /** The same with another code: each is good once. */
  Offer with(AuthorizationCode fresh) {
    return new Offer(consent, fresh, token);
  }
}
