package dev.hushkey.oauth.issued;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;

/**
 * A verified token: issued by us, for us, and not expired. Whether it is still <em>live</em> is
 * another question, which only the caller's SQL statement answers (view current_access_token).
 */
public record VerifiedAccessToken(AccessTokenId id, AssistantId assistant, UserId user) {}
