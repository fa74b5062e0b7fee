package dev.hushkey.seal.transit;

import java.time.Instant;
import java.util.SortedMap;

/**
 * What Vault tells of a key.
 *
 * @param latest the version that seals
 * @param oldestThatOpens ciphertexts of older versions can no longer be opened, for good if they
 *     were trimmed
 * @param madeAt the versions that there are, and since when
 */
public record TransitKey(
    String name, int latest, int oldestThatOpens, SortedMap<Integer, Instant> madeAt) {}
