package dev.hushkey.transitkeys;

import dev.hushkey.seal.transit.TransitKey;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A Transit key and its ciphertexts.
 *
 * @param living ciphertexts by version, of links that are not revoked
 */
public record KeyState(
    TransitKey key, SortedMap<Integer, Long> living, Optional<RewrapProgress> rewrap) {}
