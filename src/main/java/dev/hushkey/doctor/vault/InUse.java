package dev.hushkey.doctor.vault;

/**
 * What one version of a Transit key seals, as the database has it.
 *
 * @param key the key's name in Transit
 * @param number of ciphertexts that somebody may still want to open
 */
public record InUse(String key, int version, long number) {}
