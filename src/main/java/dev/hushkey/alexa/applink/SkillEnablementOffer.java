package dev.hushkey.alexa.applink;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.AuthorizationCode;

/**
 * What we have for the assistant.
 *
 * @param code ours, for what the person allowed
 * @param token the assistant's, of this person
 */
record SkillEnablementOffer(Consent consent, AuthorizationCode code, AccessToken token) {

  /** The same with another code: each is good once. */
  SkillEnablementOffer with(AuthorizationCode fresh) {
    return new SkillEnablementOffer(consent, fresh, token);
  }
}
