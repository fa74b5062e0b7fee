package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import java.net.URI;
import java.util.Optional;

/**
 * A log-in at one server.
 *
 * @param issuer the realm that issued the tokens, where they are renewed and revoked
 * @param refresh absent after a log-in by client credentials
 */
public record Session(
    Server server,
    URI issuer,
    String clientId,
    AccessToken access,
    Optional<RefreshToken> refresh) {}
