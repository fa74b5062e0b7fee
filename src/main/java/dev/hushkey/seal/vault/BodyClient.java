package dev.hushkey.seal.vault;

import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.VaultImpl;
import io.github.jopenlibs.vault.rest.Rest;
import io.github.jopenlibs.vault.rest.RestException;
import io.github.jopenlibs.vault.rest.RestResponse;

/**
 * The driver's client, extended to post a body that is already JSON. The driver's own {@code write}
 * builds a tree of each batch and parses each answer four times, which costs more than Vault's
 * decryption.
 */
public final class BodyClient extends VaultImpl {

  private final VaultConfig config;

  BodyClient(VaultConfig config, int engineVersion) {
    super(config, engineVersion);
    this.config = config;
  }

  /** Posts to a path below {@code v1/} through the driver's own HTTP layer, with its headers. */
  public static RestResponse post(Vault client, String path, byte[] body) throws VaultException {
    VaultConfig config = ((BodyClient) client).config;
    try {
      return new Rest(config.getHttpClient())
          .url(config.getAddress() + "/v1/" + path)
          .body(body)
          .header("Content-Type", "application/json")
          .header("X-Vault-Token", config.getToken())
          .header("X-Vault-Namespace", config.getNameSpace())
          .header("X-Vault-Request", "true")
          .readTimeoutSeconds(config.getReadTimeout())
          .post();
    } catch (RestException failure) {
      throw new VaultException(failure);
    }
  }
}
