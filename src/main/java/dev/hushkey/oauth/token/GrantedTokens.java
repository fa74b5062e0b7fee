package dev.hushkey.oauth.token;

import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.time.Duration;
import java.util.Optional;

/** The result of a grant: the pair of tokens for the assistant. */
record GrantedTokens(
    SecretText accessToken,
    Duration lifetime,
    RefreshToken refreshToken,
    String scope,
    Optional<AuthorizationDetails> details) {}
