package dev.hushkey.doctor.keycloak;

import dev.hushkey.secret.SecretText;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator may lend for the look, beyond what the service knows.
 *
 * @param callers secrets of internal callers, by client id
 * @param adminToken an access token that may read the realm's clients and roles
 */
public record Credentials(Map<String, SecretText> callers, Optional<SecretText> adminToken) {}
