package dev.hushkey.seal.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a token of ours must not be able to do at Vault, as Vault itself judges it (<a
 * href="https://openbao.org/api-docs/system/capabilities-self/">sys/capabilities-self</a>): the
 * names of its policies say nothing about what stands in them.
 */
final class TokenReach {

  private static final String DENIED = "deny";

  /** What it would mean, by a path that shows it. */
  private final Map<String, String> meanings = new LinkedHashMap<>();

  /** What it may do there all the same, as the log-in for key maintenance does. */
  private final Map<String, Set<String>> allowed = new LinkedHashMap<>();

  /** The paths for keys at this mount. */
  TokenReach(String transit) {
    meanings.put("sys/policies/acl/hushkey-serve", "read or write policies");
    meanings.put("sys/auth/approle", "change how others log in");
    meanings.put("sys/mounts/" + transit, "change mounts");
    meanings.put("sys/audit/file", "switch the audit log off");
    meanings.put("sys/storage/raft/snapshot", "copy the whole Vault");
    meanings.put("sys/raw/core", "read below Vault's own storage");
    meanings.put("sys/seal", "seal the Vault");
    meanings.put("auth/token/create", "make tokens");
    meanings.put("auth/token/create-orphan", "make tokens that outlive it");
    meanings.put("auth/approle/role/hushkey-serve", "change its own role");
    meanings.put("auth/approle/role/hushkey-serve/secret-id", "make log-ins");
    meanings.put("identity/entity", "change identities");
    meanings.put("hushkey-does-not-exist/anything", "do everything");
    for (String key : List.of("hushkey-signing", "hushkey-alexa", "hushkey-google")) {
      meanings.put(transit + "/export/encryption-key/" + key, "export keys");
      meanings.put(transit + "/backup/" + key, "export keys");
      meanings.put(transit + "/keys/" + key + "/config", "change keys");
      meanings.put(transit + "/keys/" + key + "/trim", "end versions of keys");
      meanings.put(transit + "/keys/" + key, "delete keys");
      allowed.put(transit + "/keys/" + key, Set.of("read"));
    }
  }

  /** The paths to ask about. */
  Set<String> paths() {
    return meanings.keySet();
  }

  /**
   * What is wrong with a token, by Vault's answer; empty if nothing is.
   *
   * @param capabilities a list of capabilities for each path
   */
  Optional<String> problemWith(JsonNode capabilities) {
    String much =
        meanings.keySet().stream()
            .filter(path -> isTooMuch(path, capabilities.path(path)))
            .map(path -> meanings.get(path) + " (" + path + ")")
            .collect(Collectors.joining(", "));
    return much.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "our Vault token may do more than Hushkey needs: "
                + much
                + ". Give Hushkey a log-in with the policy hushkey-serve only, and the second one"
                + " hushkey-rotate only, see docs/vault.md");
  }

  /** A path that Vault says nothing about is too much, too: we asked. */
  private boolean isTooMuch(String path, JsonNode capabilities) {
    Set<String> given =
        StreamSupport.stream(capabilities.spliterator(), false)
            .map(JsonNode::asText)
            .filter(capability -> !capability.equals(DENIED))
            .collect(Collectors.toSet());
    return capabilities.isEmpty() || !allowed.getOrDefault(path, Set.of()).containsAll(given);
  }
}
