package dev.hushkey.testing;

import static dev.hushkey.testing.KeycloakRealm.address;
import static dev.hushkey.testing.KeycloakRealm.adminToken;
import static dev.hushkey.testing.KeycloakRealm.as;
import static io.restassured.RestAssured.given;

import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Services with an account at Keycloak, beside those of the stack, for one test class. */
public final class FurtherCallers {

  private static final String SECRET = "of-a-further-caller";
  private static final List<String> ADDED = new ArrayList<>();

  private FurtherCallers() {}

  /** Adds a service with one role, whose tokens live for so long. */
  public static void add(String client, String role, Duration life) {
    String token = adminToken();
    String created =
        as(token)
            .body(
                Map.of(
                    "clientId",
                    client,
                    "secret",
                    SECRET,
                    "publicClient",
                    false,
                    "standardFlowEnabled",
                    false,
                    "serviceAccountsEnabled",
                    true,
                    "attributes",
                    Map.of("access.token.lifespan", Long.toString(life.toSeconds())),
                    "protocolMappers",
                    List.of(audience())))
            .post(address("/clients"))
            .then()
            .statusCode(201)
            .extract()
            .header("Location");
    String id = created.substring(created.lastIndexOf('/') + 1);
    ADDED.add(id);
    String account =
        as(token)
            .get(address("/clients/" + id + "/service-account-user"))
            .then()
            .extract()
            .path("id");
    Map<String, Object> found =
        as(token).get(address("/roles/" + role)).then().statusCode(200).extract().path("$");
    as(token)
        .body(List.of(Map.of("id", found.get("id"), "name", role)))
        .post(address("/users/" + account + "/role-mappings/realm"))
        .then()
        .statusCode(204);
  }

  private static Map<String, Object> audience() {
    return Map.of(
        "name",
        "audience hushkey-api",
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-audience-mapper",
        "config",
        Map.of("included.client.audience", "hushkey-api", "access.token.claim", "true"));
  }

  /** A new token of such a service. */
  public static String token(String client) {
    return given()
        .noFilters()
        .formParam("grant_type", "client_credentials")
        .formParam("client_id", client)
        .formParam("client_secret", SECRET)
        .post(TestStack.current().keycloak().tokenEndpoint(KeycloakServer.HUSHKEY_REALM))
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  /** Removes them all. */
  public static void removeAll() {
    String token = adminToken();
    ADDED.forEach(id -> as(token).delete(address("/clients/" + id)).then().statusCode(204));
    ADDED.clear();
  }
}
