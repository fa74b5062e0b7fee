package dev.hushkey.assistant;

import java.time.Duration;
import java.util.Optional;

/**
 * The format and lifetime of the tokens that we issue to the assistant.
 *
 * @param signingAlgorithm of JWT access tokens
 * @param refreshTokenLifetime of an unused refresh token; absent: for ever
 */
public record TokenPolicy(
    Duration codeLifetime,
    Duration accessTokenLifetime,
    TokenFormat accessTokenFormat,
    SigningAlgorithm signingAlgorithm,
    RefreshPolicy refreshPolicy,
    Optional<Duration> refreshTokenLifetime) {}
