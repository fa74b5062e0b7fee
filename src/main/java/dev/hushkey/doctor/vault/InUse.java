package dev.hushkey.doctor.vault;

import java.util.List;

/**
 * What one version of a Transit key seals, as the database has it.
 *
 * @param key the key's name in Transit
 * @param number of ciphertexts that somebody may still want to open
 */
public record InUse(String key, int version, long number) {

  /**
   * What was looked at.
   *
   * @param percent how much of the stored tokens; 100 for all
   */
  public record Sample(List<InUse> found, double percent) {

    boolean isWhole() {
      return percent >= 100;
    }
  }
}
