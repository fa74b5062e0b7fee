package dev.hushkey.assistant;

import java.time.Duration;
import java.util.Optional;

/**
 * What the assistant's tokens of ours look like, and how long they live.
 *
 * @param signingAlgorithm of access tokens that are JWTs
 * @param refreshTokenLifetime of a refresh token that is not used; absent: for ever
 */
public record TokenPolicy(
    Duration codeLifetime,
    Duration accessTokenLifetime,
    TokenFormat accessTokenFormat,
    SigningAlgorithm signingAlgorithm,
    RefreshPolicy refreshPolicy,
    Optional<Duration> refreshTokenLifetime) {}
