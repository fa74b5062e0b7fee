package dev.hushkey.seal.login;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Refuses unsafe log-ins in production: with a token that may do everything, or at a development
 * server, which loses its keys, and with them every token, when it stops.
 */
final class LoginSafety {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OK = 200;

  private final VaultDriver driver;

  LoginSafety(VaultDriver driver) {
    this.driver = driver;
  }

  /**
   * Checks the token and the server of a log-in.
   *
   * @throws UnsafeVault it must not be used
   * @throws VaultFault it could not be checked
   */
  void require(VaultLogin login) throws VaultFault {
    Optional<String> problem = problemWith(policiesOf(login), storage());
    if (problem.isPresent()) {
      throw new UnsafeVault(problem.get());
    }
  }

  /** What is wrong; empty if nothing is. */
  static Optional<String> problemWith(List<String> policies, String storage) {
    if (policies.contains("root")) {
      return Optional.of(
          "our Vault token has the policy root. Give Hushkey a log-in with the policy hushkey-serve"
              + " only, see docs/vault.md");
    }
    return "inmem".equals(storage)
        ? Optional.of(
            "hushkey.vault.address is a development server: it keeps its keys in memory. Use a"
                + " server with storage, see docs/vault.md")
        : Optional.empty();
  }

  private static List<String> policiesOf(VaultLogin login) throws VaultFault {
    try {
      return login.client().auth().lookupSelf().getPolicies();
    } catch (VaultException failure) {
      VaultFault fault = VaultFault.of(failure);
      if (fault.kind() == VaultFault.Kind.FORBIDDEN) {
        // A token that may not look itself up is not all-powerful.
        return List.of();
      }
      throw fault;
    }
  }

  /** By <a href="https://openbao.org/api-docs/system/seal-status/">sys/seal-status</a>. */
  private String storage() throws VaultFault {
    Vault client = driver.anonymous();
    try {
      // Only the root namespace answers it.
      RestResponse answer =
          client.logical().withNameSpace(null).read("sys/seal-status").getRestResponse();
      if (answer.getStatus() != OK) {
        throw VaultFault.of(answer);
      }
      return JSON.readTree(answer.getBody()).path("storage_type").asText();
    } catch (VaultException failure) {
      throw VaultFault.of(failure);
    } catch (IOException _) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an incomplete answer to sys/seal-status");
    }
  }
}
