package dev.hushkey.seal.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.seal.vault.BodyClient;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.GuardedProfiles;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.rest.RestResponse;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses log-ins that cannot work: with a token that may be used only so often. In a guarded
 * profile also unsafe ones: with a token that may do more than Hushkey needs, or at a development
 * server, which loses its keys, and with them every token, when it stops.
 */
final class LoginSafety {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROOT = "root";
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;

  private final VaultDriver driver;
  private final TokenReach reach;
  private final boolean guarded;

  /**
   * Judges log-ins.
   *
   * @param transit where the keys are mounted
   */
  LoginSafety(VaultDriver driver, String transit, boolean guarded) {
    this.driver = driver;
    this.reach = new TokenReach(transit);
    this.guarded = guarded;
  }

  static LoginSafety of(VaultDriver driver, VaultSettings config) {
    return new LoginSafety(
        driver, config.transitMount(), GuardedProfiles.anyOf(ConfigUtils.getProfiles()));
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
      List<String> problems = new ArrayList<>();
      problemWith(token.policies(), storage()).ifPresent(problems::add);
      if (!token.policies().contains(ROOT)) {
        reach.problemWith(capabilities(login)).ifPresent(problems::add);
      }
      refuse(
          problems.isEmpty() ? Optional.empty() : Optional.of(String.join(". Also: ", problems)));
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
    if (policies.contains(ROOT)) {
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
      RestResponse answer =
          login.client().logical().read("auth/token/lookup-self").getRestResponse();
      if (answer.getStatus() != OK) {
        throw VaultFault.of(answer);
      }
      JsonNode self = JSON.readTree(answer.getBody()).path("data");
      List<String> policies = new ArrayList<>();
      for (String of : List.of("policies", "identity_policies")) {
        self.path(of).forEach(policy -> policies.add(policy.asText()));
      }
      return new Token(policies, self.path("num_uses").asInt());
    } catch (VaultException failure) {
      return refusedOrThrow(VaultFault.of(failure));
    } catch (VaultFault fault) {
      return refusedOrThrow(fault);
    } catch (IOException _) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an incomplete answer to lookup-self");
    }
  }

  /** A token that may not look itself up is not all-powerful. */
  private static Token refusedOrThrow(VaultFault fault) throws VaultFault {
    if (fault.kind() == VaultFault.Kind.FORBIDDEN) {
      return new Token(List.of(), 0);
    }
    throw fault;
  }

  private JsonNode capabilities(VaultLogin login) throws VaultFault {
    try {
      byte[] question = JSON.writeValueAsBytes(Map.of("paths", reach.paths()));
      RestResponse answer = BodyClient.post(login.client(), "sys/capabilities-self", question);
      if (answer.getStatus() == FORBIDDEN) {
        throw new UnsafeVault(
            "our Vault token may not ask what it may do. Bring the policies hushkey-serve and"
                + " hushkey-rotate up to date: hushkey vault provision, see docs/vault.md");
      }
      if (answer.getStatus() != OK) {
        throw VaultFault.of(answer);
      }
      return JSON.readTree(answer.getBody()).path("data");
    } catch (VaultException failure) {
      throw VaultFault.of(failure);
    } catch (IOException _) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an incomplete answer to capabilities-self");
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
