package dev.hushkey.seal.transit;

import java.time.Instant;
import java.util.SortedMap;

/**
 * What Vault reports about a key.
 *
 * @param latest the version that seals
 * @param oldestThatOpens ciphertexts of older versions can no longer be opened, permanently if they
 *     were trimmed
 * @param madeAt the existing versions, and when each was made
 */
public record TransitKey(
    String name, int latest, int oldestThatOpens, SortedMap<Integer, Instant> madeAt) {}
