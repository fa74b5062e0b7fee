package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Ends old versions of a key in Vault, with an operator's token (policy {@code hushkey-shred}). */
public final class KeyVersions {

  private final OperatorVault vault;
  private final String path;

  /** Of a key in a mount. */
  public KeyVersions(OperatorVault vault, String mount, String key) {
    this.vault = vault;
    this.path = mount + "/keys/" + key;
  }

  /** The latest version. */
  public int latest() {
    return vault.read(path).path("latest_version").asInt();
  }

  /** Makes a new version and returns its number. */
  public int rotate() {
    vault.write(path + "/rotate", Map.of());
    return latest();
  }

  /**
   * From now on, ciphertexts of earlier versions can no longer be opened, in any copy of the
   * database. The old versions are deleted from Vault, so that nobody can lower the limit again.
   */
  public void endBefore(int version) {
    JsonNode key = vault.read(path);
    if (key.path("min_decryption_version").asInt() < version
        || key.path("min_encryption_version").asInt() < version) {
      vault.write(
          path + "/config",
          Map.of("min_decryption_version", version, "min_encryption_version", version));
    }
    vault.write(path + "/trim", Map.of("min_available_version", version));
  }
}
