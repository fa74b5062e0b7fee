package dev.hushkey.cli.profile;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A server with a name.
 *
 * @param issuer the realm to log in at; the server may name no other
 * @param authorities the only certificate authorities that count there, PEM; absent for those of
 *     Java
 * @param production whether people are to be warned before they act on it
 */
public record Profile(
    String name,
    Server server,
    Optional<URI> issuer,
    Optional<Path> authorities,
    boolean production) {}
