package dev.hushkey.seal;

import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.LogicalResponse;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.Map;

/**
 * Vault's <a href="https://openbao.org/api-docs/secret/transit/">Transit engine</a>, one item a
 * call. Blocks; call it on virtual threads.
 */
@Singleton
final class Transit {

  private static final int OK = 200;

  private final VaultSession session;
  private final String mount;

  Transit(VaultSession session, SealConfig config) {
    this.session = session;
    this.mount = config.transitMount();
  }

  SealedText encrypt(String key, byte[] context, byte[] plaintext) throws VaultFault {
    Map<String, Object> body = Map.of("plaintext", base64(plaintext), "context", base64(context));
    return new SealedText(session.ask(client -> post(client, "encrypt", key, body, "ciphertext")));
  }

  byte[] decrypt(String key, byte[] context, SealedText sealed) throws VaultFault {
    Map<String, Object> body =
        Map.of("ciphertext", sealed.ciphertext(), "context", base64(context));
    String answer = session.ask(client -> post(client, "decrypt", key, body, "plaintext"));
    try {
      return Base64.getDecoder().decode(answer);
    } catch (IllegalArgumentException _) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an answer that is not base64");
    }
  }

  private String post(
      Vault client, String operation, String key, Map<String, Object> body, String wanted)
      throws VaultException, VaultFault {
    LogicalResponse answer = client.logical().write(mount + "/" + operation + "/" + key, body);
    if (answer.getRestResponse().getStatus() != OK) {
      throw VaultFault.of(answer.getRestResponse());
    }
    String value = answer.getData().get(wanted);
    if (value == null || value.isEmpty()) {
      // The driver turns a body that it cannot parse, such as half of one, into no data at all.
      throw new VaultFault(VaultFault.Kind.AWAY, "an answer without " + wanted);
    }
    return value;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
