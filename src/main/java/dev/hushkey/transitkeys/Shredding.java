package dev.hushkey.transitkeys;

import java.time.Instant;
import java.util.Optional;

/**
 * Versions of a key that are to be destroyed for a revocation, once it is cleaned up. Only an
 * operator can do that, at Vault (ADR 22).
 *
 * @param upTo these versions and all before; empty while Vault could not be asked which there are
 * @param doneAt when we first saw that none of them exists any more
 */
public record Shredding(String key, Optional<Integer> upTo, Optional<Instant> doneAt) {}
