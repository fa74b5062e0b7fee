package dev.hushkey.stack.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.process.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;

/**
 * Lets the service account hushkey-sessions end the sessions of customers, and of nobody else, by
 * Keycloak's fine-grained admin permissions. docs/deployment.md has the same for a Keycloak of
 * one's own.
 *
 * @param realm the address of the realm in the admin API
 */
record SessionEndingPermission(String realm, String adminToken) {

  private static final String CLIENT = "hushkey-sessions";
  private static final String GROUP = "customers";

  /** Safe to repeat, after a start that was interrupted. */
  void grant() {
    String permissions = "/clients/" + client("admin-permissions") + "/authz/resource-server/";
    String account = get("/clients/" + client(CLIENT) + "/service-account-user").at("/id").asText();
    String policy =
        ensure(
            permissions + "policy/user",
            Map.of("name", "service account " + CLIENT, "users", List.of(account)));
    ensure(
        permissions + "permission/scope",
        Map.of(
            "name", CLIENT + " ends sessions of " + GROUP,
            "resourceType", "Groups",
            "resources", List.of(get("/groups?exact=true&search=" + GROUP).at("/0/id").asText()),
            "scopes", List.of("manage-members"),
            "policies", List.of(policy)));
  }

  private String client(String clientId) {
    return get("/clients?clientId=" + clientId).at("/0/id").asText();
  }

  private JsonNode get(String path) {
    return Http.send(request(path)).orFail("Keycloak: " + path);
  }

  /** Makes it, unless it exists; returns its id. */
  private String ensure(String path, Map<String, ?> wanted) {
    for (JsonNode found : get(path)) {
      if (found.path("name").asText().equals(wanted.get("name"))) {
        return found.path("id").asText();
      }
    }
    String body = Http.JSON.valueToTree(wanted).toString();
    return Http.send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .orFail("Keycloak: " + path)
        .at("/id")
        .asText();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(realm + path))
        .header("Authorization", "Bearer " + adminToken);
  }
}
