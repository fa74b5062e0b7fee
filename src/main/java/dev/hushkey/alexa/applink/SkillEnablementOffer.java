package dev.hushkey.alexa.applink;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.AuthorizationCode;

/**
 * What we send to the assistant.
 *
 * @param code our code for what the user allowed
 * @param token the assistant's token of this user
 */
record SkillEnablementOffer(Consent consent, AuthorizationCode code, AccessToken token) {

  /** The same with another code: each can be used once. */
  SkillEnablementOffer with(AuthorizationCode fresh) {
    return new SkillEnablementOffer(consent, fresh, token);
  }
}
