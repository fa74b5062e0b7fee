package dev.hushkey.seal.login;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.settings.GuardedProfiles;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.LookupResponse;
import io.github.jopenlibs.vault.rest.RestResponse;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Refuses log-ins that cannot work: with a token that may be used only so often. In production also
 * unsafe ones: with a token that may do everything, or at a development server, which loses its
 * keys, and with them every token, when it stops.
 */
final class LoginSafety {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OK = 200;

  private final VaultDriver driver;
  private final boolean guarded;

  LoginSafety(VaultDriver driver, boolean guarded) {
    this.driver = driver;
    this.guarded = guarded;
  }

  static LoginSafety of(VaultDriver driver) {
    return new LoginSafety(driver, GuardedProfiles.anyOf(ConfigUtils.getProfiles()));
  }

  /**
   * Checks the token and the server of a log-in.
   *
   * @throws UnsafeVault it must not be used
   * @throws VaultFault it could not be checked
   */
  void require(VaultLogin login) throws VaultFault {
    Token token = tokenOf(login);
    refuse(problemWith(token.uses()));
    if (guarded) {
      refuse(problemWith(token.policies(), storage()));
    }
  }

  private static void refuse(Optional<String> problem) throws UnsafeVault {
    if (problem.isPresent()) {
      throw new UnsafeVault(problem.get());
    }
  }

  /**
   * What is wrong with a token that has so many uses left.
   *
   * @param uses 0 when they are not counted; negative after the last one
   */
  static Optional<String> problemWith(int uses) {
    return uses == 0
        ? Optional.empty()
        : Optional.of(
            "our Vault token is limited to a number of uses (num_uses), and each request of ours is"
                + " one. Log Hushkey in with a token without that limit: token_num_uses=0 in the"
                + " role, no -use-limit for a token, see docs/vault.md");
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

  /** What Vault says about our token. */
  private record Token(List<String> policies, int uses) {}

  private static Token tokenOf(VaultLogin login) throws VaultFault {
    try {
      LookupResponse self = login.client().auth().lookupSelf();
      return new Token(self.getPolicies(), self.getNumUses());
    } catch (VaultException failure) {
      VaultFault fault = VaultFault.of(failure);
      if (fault.kind() == VaultFault.Kind.FORBIDDEN) {
        // A token that may not look itself up is not all-powerful.
        return new Token(List.of(), 0);
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
