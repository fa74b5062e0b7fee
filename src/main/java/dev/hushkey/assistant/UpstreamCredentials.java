package dev.hushkey.assistant;

import dev.hushkey.secret.SecretText;
import java.net.URI;

/**
 * Our client credentials at an assistant's token endpoint.
 *
 * @param id our client id there
 */
public record UpstreamCredentials(URI tokenEndpoint, String id, SecretText secret) {}
